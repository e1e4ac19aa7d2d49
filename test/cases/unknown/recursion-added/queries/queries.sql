-- name: dies
select rr(1) from users;
-- name: star
select * from users;
