-- name: upsert
insert into carts (user_id, product_id, quantity)
values ($1, $2, $3)
on conflict (user_id, product_id) do update set quantity = carts.quantity + excluded.quantity
returning user_id;
-- name: only_in_conflict
insert into carts values ($1, $2, $3) on conflict (product_id, user_id) do nothing;
