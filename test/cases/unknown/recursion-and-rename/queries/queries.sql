-- name: first
select name from users;
-- name: dies
select rr(1) from users;
-- name: last
select mail from users;
