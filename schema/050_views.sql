-- Readings that several queries share.

CREATE VIEW active_users AS
SELECT id, email, full_name, plan, last_seen_at, inserted_at
FROM users
WHERE status = 'active';

COMMENT ON VIEW active_users IS 'Accounts that may sign in';

CREATE VIEW product_ratings AS
SELECT
  p.id AS product_id,
  p.name AS product_name,
  count(r.id) AS review_count,
  round(avg(r.rating), 2) AS average_rating
FROM products p
LEFT JOIN reviews r ON r.product_id = p.id AND r.published_at IS NOT NULL
GROUP BY p.id;

COMMENT ON VIEW product_ratings IS 'Published reviews only; products without one have review_count 0';
