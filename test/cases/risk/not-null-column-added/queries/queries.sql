-- name: listed
insert into users (id, name) values ($1, $2);
-- name: by_place
insert into users values ($1, $2);
-- name: reads
select name from users;
-- name: updates
update users set name = $1;
-- name: another_table
insert into teams (id) values ($1);
