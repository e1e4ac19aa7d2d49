-- name: reads
select body from notes;
-- name: writes
insert into notes (id, owner) values ($1, $2);
