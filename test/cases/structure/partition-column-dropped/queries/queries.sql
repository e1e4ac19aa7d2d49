-- name: reads_parent
select kind from events;
-- name: reads_partition
select kind from events_2026;
-- name: id_only
select id from events_2026;
