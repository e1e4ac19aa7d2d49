-- name: reads
select total from totals where at = $1;
-- name: refreshes
refresh materialized view totals;
-- name: refreshes_concurrently
refresh materialized view concurrently totals;
