-- 20261122212538_orders: up
-- lossless

-- step 1
CREATE TYPE "public"."order_status" AS ENUM (
  'cart',
  'placed',
  'paid',
  'shipped',
  'delivered',
  'cancelled'
);

-- step 2
CREATE TABLE "public"."order_items" (
  "order_id" bigint NOT NULL,
  "product_id" bigint NOT NULL,
  "quantity" integer NOT NULL DEFAULT 1,
  "unit_price" public.price_amount NOT NULL,
  CONSTRAINT "order_items_pkey" PRIMARY KEY (order_id, product_id),
  CONSTRAINT "order_items_quantity_check" CHECK ((quantity > 0))
);

-- step 3
CREATE TABLE "public"."orders" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "user_id" bigint NOT NULL,
  "status" public.order_status NOT NULL DEFAULT 'cart'::public.order_status,
  "total" public.price_amount NOT NULL DEFAULT 0,
  "shipping_address" text,
  "note" text,
  "placed_at" timestamp with time zone,
  "inserted_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "orders_pkey" PRIMARY KEY (id),
  CONSTRAINT "orders_placed_check"
    CHECK (((status = ANY (ARRAY['cart'::public.order_status, 'cancelled'::public.order_status])) OR (placed_at IS
    NOT NULL)))
);

-- step 4
ALTER TABLE "public"."orders"
  ENABLE ROW LEVEL SECURITY;

-- step 5
ALTER TABLE "public"."order_items"
  ADD COLUMN "line_total" numeric(14,2) GENERATED ALWAYS AS (((quantity)::numeric * (unit_price)::numeric)) STORED;

-- step 6
CREATE OR REPLACE FUNCTION public.order_total (
  wanted_order bigint
)
  RETURNS numeric
  LANGUAGE sql
  STABLE
BEGIN ATOMIC
 SELECT COALESCE(sum(order_items.line_total), (0)::numeric)
  AS "coalesce"
    FROM public.order_items
   WHERE (order_items.order_id = order_total.wanted_order);
END;

-- step 7
--! share row exclusive lock on products
ALTER TABLE "public"."order_items"
  ADD CONSTRAINT "order_items_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id);

-- step 8
ALTER TABLE "public"."order_items"
  ADD CONSTRAINT "order_items_order_id_fkey" FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE;

-- step 9
--! share row exclusive lock on users
ALTER TABLE "public"."orders"
  ADD CONSTRAINT "orders_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.users(id);

-- step 10
CREATE INDEX order_items_product_idx ON public.order_items USING btree (product_id);

-- step 11
CREATE UNIQUE INDEX orders_cart_key ON public.orders USING btree (user_id)
  WHERE (status = 'cart'::public.order_status);

-- step 12
CREATE INDEX orders_open_idx ON public.orders USING btree (placed_at)
  WHERE (status = ANY (ARRAY['placed'::public.order_status, 'paid'::public.order_status]));

-- step 13
CREATE INDEX orders_user_idx ON public.orders USING btree (user_id, placed_at DESC);

-- step 14
CREATE TRIGGER orders_touch
  BEFORE UPDATE ON public.orders
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_updated_at();

-- step 15
CREATE POLICY "orders_own" ON "public"."orders"
  FOR ALL
  TO PUBLIC
  USING ((user_id = public.current_user_id()));

-- step 16
COMMENT ON COLUMN "public"."order_items"."unit_price" IS 'The price on the day, which products.price no longer is';

-- step 17
COMMENT ON COLUMN "public"."orders"."total" IS 'Sum of the lines when the order was placed';
