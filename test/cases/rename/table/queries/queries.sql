-- name: plain
select id, total from orders;
-- name: qualified
select orders.id from public.orders where orders.total > 5;
-- name: alias
select o.id from orders as o;
-- name: inserts
insert into orders (id) values ($1) on conflict (id) do update set total = orders.total + 1;
-- name: quoted
select "orders"."id" from "public"."orders";
-- name: view
select id from big;
-- name: truncates
truncate orders;
-- name: star
select orders.* from orders;
-- name: whole
select orders from orders;
