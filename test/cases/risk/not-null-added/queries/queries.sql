-- name: names_it
insert into users (id, name) values ($1, $2);
-- name: leaves_it_out
insert into users (id, email) values ($1, $2);
-- name: sets_it
update users set name = $1;
-- name: sets_another
update users set email = $1;
-- name: reads_it
select name from users;
-- name: deletes
delete from users where id = $1;
