-- name: with_parameter
select careful($1) from users;
-- name: star
select * from users;
