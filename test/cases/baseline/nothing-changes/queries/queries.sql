-- name: needs_it
select at from places;
-- name: loads
select name from users;
-- name: typo
select nme from users;
