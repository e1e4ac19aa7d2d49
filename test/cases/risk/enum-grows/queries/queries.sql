-- name: reads_status
select status from orders;
-- name: total_only
select total from orders;
-- name: exhaustive
select case status when 'draft' then 1 when 'paid' then 2 end from orders;
