-- name: names_it
insert into logs (id, message, level) values ($1, $2, $3);
-- name: does_not
insert into logs (id, message) values ($1, $2);
-- name: fills_it_by_place
insert into logs values ($1, $2, $3);
-- name: sets_it
update logs set level = $1 where id = $2;
-- name: returns_it
delete from logs where id = $1 returning level;
