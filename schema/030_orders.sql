-- Orders and their lines. A cart is an order that has not been placed yet.

CREATE TYPE order_status AS ENUM ('cart', 'placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE TABLE orders (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id           bigint NOT NULL REFERENCES users (id),
  status            order_status NOT NULL DEFAULT 'cart',
  total             price_amount NOT NULL DEFAULT 0,
  shipping_address  text,
  note              text,
  placed_at         timestamptz,
  inserted_at       timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT orders_placed_check CHECK (status IN ('cart', 'cancelled') OR placed_at IS NOT NULL)
);

COMMENT ON COLUMN orders.total IS 'Sum of the lines when the order was placed';

CREATE INDEX orders_user_idx ON orders (user_id, placed_at DESC);
CREATE INDEX orders_open_idx ON orders (placed_at) WHERE status IN ('placed', 'paid');

-- One cart for each user.
CREATE UNIQUE INDEX orders_cart_key ON orders (user_id) WHERE status = 'cart';

CREATE TRIGGER orders_touch
  BEFORE UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE order_items (
  order_id    bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  product_id  bigint NOT NULL REFERENCES products (id),
  quantity    integer NOT NULL DEFAULT 1,
  unit_price  price_amount NOT NULL,
  line_total  numeric(14, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,

  PRIMARY KEY (order_id, product_id),
  CONSTRAINT order_items_quantity_check CHECK (quantity > 0)
);

COMMENT ON COLUMN order_items.unit_price IS 'The price on the day, which products.price no longer is';

CREATE INDEX order_items_product_idx ON order_items (product_id);

CREATE FUNCTION order_total(wanted_order bigint) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(sum(line_total), 0)
  FROM order_items
  WHERE order_id = wanted_order;
END;

ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

CREATE POLICY orders_own ON orders
  USING (user_id = current_user_id());
