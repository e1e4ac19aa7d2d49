-- name: writes_reference
insert into orders (id, user_id) values ($1, $2);
-- name: changes_reference
update orders set user_id = $1;
-- name: deletes_referenced
delete from users where id = $1;
-- name: deletes_referencing
delete from orders where id = $1;
-- name: reads
select o.note from orders o join users u on u.id = o.user_id;
