-- name: deletes
delete from users where id = $1;
-- name: reads
select id from users;
