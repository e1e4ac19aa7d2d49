-- name: deletes_user
delete from users where id = $1;
-- name: deletes_order
delete from orders where id = $1;
-- name: reads
select id from orders;
