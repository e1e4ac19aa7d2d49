-- Revenue by category and status, with subtotals.
SELECT
  c.name AS category,
  o.status,
  sum(i.line_total) AS revenue,
  grouping(c.name, o.status) AS level
FROM order_items i
JOIN orders o ON o.id = i.order_id
JOIN products p ON p.id = i.product_id
JOIN categories c ON c.id = p.category_id
GROUP BY ROLLUP (c.name, o.status)
ORDER BY c.name, o.status;
