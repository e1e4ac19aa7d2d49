-- name: inner_join
select o.note, u.name from orders o join users u on u.id = o.user_id;
-- name: reference_only
select user_id from orders;
-- name: without_it
select note from orders;
-- name: writes
insert into orders (id, user_id) values ($1, $2);
