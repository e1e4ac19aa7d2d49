-- name: calls_by_type
select label(amount) from items;
