-- name: followed
select full_name as name from users;
-- name: forgotten
select id, name from users;
