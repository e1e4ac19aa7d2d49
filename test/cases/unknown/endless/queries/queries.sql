-- name: lives
select name from users;
