-- name: reads
select kind from events;
-- name: through_view
select kind from kinds;
-- name: writes
insert into events (id, at) values ($1, $2);
