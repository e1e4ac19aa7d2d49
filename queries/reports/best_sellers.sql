-- The three best products of every category.
WITH sold AS (
  SELECT p.category_id, p.id, p.name, sum(i.quantity) AS pieces, sum(i.line_total) AS revenue
  FROM order_items i
  JOIN orders o ON o.id = i.order_id AND o.status NOT IN ('cart', 'cancelled')
  JOIN products p ON p.id = i.product_id
  GROUP BY p.id
), ranked AS (
  SELECT sold.*, rank() OVER (PARTITION BY category_id ORDER BY revenue DESC) AS place
  FROM sold
)
SELECT c.name AS category, ranked.place, ranked.name AS product, ranked.pieces, ranked.revenue
FROM ranked
JOIN categories c ON c.id = ranked.category_id
WHERE ranked.place <= 3
ORDER BY category, ranked.place;
