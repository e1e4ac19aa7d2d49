-- name: reads
select name from users;
