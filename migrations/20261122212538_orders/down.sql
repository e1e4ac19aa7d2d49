-- 20261122212538_orders: down

-- step 1
--! access exclusive lock on order_items, orders
ALTER TABLE "public"."order_items"
  DROP CONSTRAINT "order_items_order_id_fkey";

-- step 2
--! access exclusive lock on order_items, products
ALTER TABLE "public"."order_items"
  DROP CONSTRAINT "order_items_product_id_fkey";

-- step 3
--! access exclusive lock on orders, users
ALTER TABLE "public"."orders"
  DROP CONSTRAINT "orders_user_id_fkey";

-- step 4
DROP FUNCTION "public"."order_total"(bigint);

-- step 5
--! access exclusive lock on order_items
DROP TABLE "public"."order_items";

-- step 6
--! access exclusive lock on orders_id_seq, orders
DROP TABLE "public"."orders";

-- step 7
DROP TYPE "public"."order_status";
