-- name: write_review
-- params: $1 product_id bigint, $2 user_id bigint, $3 rating smallint, $4 title text, $5 body text
INSERT INTO reviews (product_id, user_id, rating, title, body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (product_id, user_id) DO UPDATE
  SET rating = excluded.rating, title = excluded.title, body = excluded.body, published_at = NULL
RETURNING id;

-- name: reviews_of_product
-- params: $1 product_id bigint
SELECT r.id, r.rating, r.title, r.body, r.published_at, u.full_name AS author
FROM reviews r
JOIN users u ON u.id = r.user_id
WHERE r.product_id = $1 AND r.published_at IS NOT NULL
ORDER BY r.published_at DESC;

-- name: publish_review
-- params: $1 id bigint
UPDATE reviews SET published_at = now() WHERE id = $1 AND published_at IS NULL RETURNING product_id;

-- name: withdraw_review
-- params: $1 id bigint, $2 user_id bigint
DELETE FROM reviews WHERE id = $1 AND user_id = $2;
