-- name: reads_it
select count(*) from orders;
-- name: reads_its_view
select total from order_totals where user_id = $1;
-- name: writes_it
insert into orders (id, user_id) values ($1, $2);
-- name: truncates_it
truncate orders;
-- name: reads_another
select name from users;
