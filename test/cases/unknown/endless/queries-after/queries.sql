-- name: hangs
select forever() from users;
-- name: lives
select name from users;
