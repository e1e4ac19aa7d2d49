-- name: sorts
select id from users order by nick;
-- name: gives_name
select name from users;
