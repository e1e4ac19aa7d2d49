-- name: inserts
insert into users (id, email, nick) values ($1, $2, $3);
-- name: reads
select email, nick from users;
-- name: deletes
delete from users where id = $1;
