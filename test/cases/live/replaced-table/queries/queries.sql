-- name: star
select * from users;
-- name: listed
select id from users;
