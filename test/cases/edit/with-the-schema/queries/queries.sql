-- name: followed
select name from users;
-- name: forgotten
select id, name from users;
