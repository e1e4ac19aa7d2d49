-- name: upsert
insert into carts (user_id, product_id, quantity) values ($1, $2, $3)
on conflict (user_id, product_id) do update set quantity = excluded.quantity;
-- name: upsert_by_name
insert into carts (user_id, product_id, quantity) values ($1, $2, $3)
on conflict on constraint carts_key do nothing;
-- name: any_conflict
insert into carts (user_id, product_id, quantity) values ($1, $2, $3) on conflict do nothing;
-- name: plain_insert
insert into carts (user_id, product_id, quantity) values ($1, $2, $3);
