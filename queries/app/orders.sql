-- From the cart to the doorstep.

-- name: open_cart
-- params: $1 user_id bigint
INSERT INTO orders (user_id)
VALUES ($1)
ON CONFLICT (user_id) WHERE status = 'cart' DO UPDATE SET updated_at = now()
RETURNING id;

-- name: add_to_cart
-- params: $1 order_id bigint, $2 product_id bigint, $3 quantity integer
INSERT INTO order_items (order_id, product_id, quantity, unit_price)
SELECT $1, p.id, $3, p.price
FROM products p
WHERE p.id = $2 AND p.active
ON CONFLICT (order_id, product_id) DO UPDATE
  SET quantity = order_items.quantity + excluded.quantity
RETURNING quantity, line_total;

-- name: remove_from_cart
-- params: $1 order_id bigint, $2 product_id bigint
DELETE FROM order_items
USING orders
WHERE orders.id = order_items.order_id
  AND orders.status = 'cart'
  AND order_items.order_id = $1
  AND order_items.product_id = $2;

-- name: place_order
-- Takes the goods out of stock and freezes the total, in one statement.
-- params: $1 order_id bigint
WITH taken AS (
  UPDATE products p
  SET stock = p.stock - i.quantity
  FROM order_items i
  WHERE i.order_id = $1 AND i.product_id = p.id
  RETURNING p.id
)
UPDATE orders o
SET status = 'placed',
    placed_at = now(),
    total = order_total(o.id),
    shipping_address = coalesce(o.shipping_address, u.address)
FROM users u
WHERE o.id = $1
  AND o.status = 'cart'
  AND u.id = o.user_id
  AND EXISTS (SELECT FROM taken)
RETURNING o.id, o.total;

-- name: order_with_items
-- params: $1 order_id bigint
SELECT
  o.id,
  o.status,
  o.total,
  u.email,
  u.full_name,
  jsonb_agg(
    jsonb_build_object('sku', p.sku, 'name', p.name, 'quantity', i.quantity, 'total', i.line_total)
    ORDER BY p.name
  ) AS items
FROM orders o
JOIN users u ON u.id = o.user_id
JOIN order_items i ON i.order_id = o.id
JOIN products p ON p.id = i.product_id
WHERE o.id = $1
GROUP BY o.id, u.id;

-- name: orders_to_ship
SELECT id, user_id, shipping_address, placed_at
FROM orders
WHERE status IN ('placed', 'paid')
ORDER BY placed_at
FOR UPDATE SKIP LOCKED
LIMIT 20;

-- name: advance_order
-- params: $1 order_id bigint, $2 status order_status
UPDATE orders
SET status = $2
WHERE id = $1 AND status < $2
RETURNING id, status;

-- name: last_order_of_each_user
SELECT u.id, u.full_name, latest.placed_at, latest.total
FROM active_users u
LEFT JOIN LATERAL (
  SELECT o.placed_at, o.total
  FROM orders o
  WHERE o.user_id = u.id AND o.placed_at IS NOT NULL
  ORDER BY o.placed_at DESC
  LIMIT 1
) AS latest ON true
ORDER BY latest.placed_at DESC NULLS LAST;

-- name: delete_stale_carts
-- params: $1 older_than interval
DELETE FROM orders
WHERE status = 'cart' AND updated_at < now() - $1::interval
RETURNING id;
