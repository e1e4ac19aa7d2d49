-- The shop window.

-- name: category_tree
-- Every category with its depth and the names above it.
WITH RECURSIVE tree AS (
  SELECT id, parent_id, name, slug, 0 AS depth, ARRAY[name] AS path
  FROM categories
  WHERE parent_id IS NULL
  UNION ALL
  SELECT c.id, c.parent_id, c.name, c.slug, tree.depth + 1, tree.path || c.name
  FROM categories c
  JOIN tree ON tree.id = c.parent_id
)
SELECT id, slug, depth, array_to_string(path, ' / ') AS breadcrumb
FROM tree
ORDER BY path;

-- name: products_in_category
-- Products of a category and of all below it.
-- params: $1 slug text, $2 page_size integer
WITH RECURSIVE below AS (
  SELECT id FROM categories WHERE slug = $1
  UNION
  SELECT c.id FROM categories c JOIN below ON below.id = c.parent_id
)
SELECT p.id, p.sku, p.name, p.price, r.average_rating
FROM products p
JOIN below ON below.id = p.category_id
LEFT JOIN product_ratings r ON r.product_id = p.id
WHERE p.active
ORDER BY r.average_rating DESC NULLS LAST, p.name
LIMIT $2;

-- name: product_page
-- params: $1 sku text
SELECT
  p.id,
  p.name,
  p.description,
  p.price,
  p.stock > 0 AS available,
  c.name AS category,
  ratings.review_count,
  ratings.average_rating,
  labels.tags
FROM products p
JOIN categories c ON c.id = p.category_id
JOIN product_ratings ratings ON ratings.product_id = p.id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(t.name ORDER BY t.name), '{}') AS tags
  FROM product_tags pt
  JOIN tags t ON t.id = pt.tag_id
  WHERE pt.product_id = p.id
) AS labels
WHERE p.sku = $1;

-- name: search_products
-- params: $1 words text, $2 wanted_attributes jsonb, $3 max_price numeric
SELECT id, sku, name, price
FROM products
WHERE active
  AND name ILIKE '%' || $1 || '%'
  AND attributes @> $2::jsonb
  AND price <= $3
ORDER BY price;

-- name: related_products
-- Products that share the most tags with this one.
-- params: $1 product_id bigint
SELECT other.id, other.name, count(*) AS shared_tags
FROM product_tags mine
JOIN product_tags theirs ON theirs.tag_id = mine.tag_id AND theirs.product_id <> mine.product_id
JOIN products other ON other.id = theirs.product_id
WHERE mine.product_id = $1 AND other.active
GROUP BY other.id
ORDER BY shared_tags DESC, other.name
LIMIT 6;

-- name: save_product
-- params: $1 sku text, $2 name text, $3 category_id bigint, $4 price numeric, $5 attributes jsonb
INSERT INTO products (sku, name, category_id, price, attributes)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT products_sku_key DO UPDATE
  SET name = excluded.name,
      category_id = excluded.category_id,
      price = excluded.price,
      attributes = products.attributes || excluded.attributes
RETURNING id, inserted_at = updated_at AS created;

-- name: tag_product
-- params: $1 product_id bigint, $2 tags text[]
WITH wanted AS (
  INSERT INTO tags (name)
  SELECT unnest($2::text[])
  ON CONFLICT (name) DO UPDATE SET name = excluded.name
  RETURNING id
)
INSERT INTO product_tags (product_id, tag_id)
SELECT $1, id FROM wanted
ON CONFLICT DO NOTHING;

-- name: all_tags
SELECT * FROM tags ORDER BY name;

-- name: delete_unused_tags
DELETE FROM tags t
WHERE NOT EXISTS (SELECT FROM product_tags pt WHERE pt.tag_id = t.id);
