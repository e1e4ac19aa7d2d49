-- Products that will be sold out within two weeks at the pace of the last four.
SELECT p.sku, p.name, p.stock, sold.pieces AS sold_in_four_weeks
FROM products p
JOIN LATERAL (
  SELECT sum(i.quantity) AS pieces
  FROM order_items i
  JOIN orders o ON o.id = i.order_id
  WHERE i.product_id = p.id AND o.placed_at > now() - interval '4 weeks'
) AS sold ON sold.pieces IS NOT NULL
WHERE p.active AND p.stock < sold.pieces / 2
ORDER BY p.stock;
