-- name: reads
select body from notes;
-- name: through_view
select body from all_notes;
-- name: writes
insert into notes (id, owner) values ($1, $2);
-- name: another
select id from plain;
