-- name: old_name
select id from orders where status = 'paid';
-- name: by_parameter
select id from orders where status = $1;
