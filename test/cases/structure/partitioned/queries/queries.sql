-- name: reads_parent
select kind from events where at > $1;
-- name: reads_partition
select kind from events_2025;
-- name: writes_parent
insert into events (id, at, kind) values ($1, $2, $3);
-- name: writes_partition
insert into events_2026 (id, at) values ($1, $2);
-- name: id_only
select id from events_2026;
