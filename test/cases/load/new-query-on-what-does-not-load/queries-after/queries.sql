-- name: old
select at from places;
-- name: new
select id from places;
-- name: new_and_fine
select name from users;
