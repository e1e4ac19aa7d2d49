-- name: renamed
select name from users;
-- name: dropped
select mail from users;
-- name: both
select name, mail from users;
