-- Pairs of products that meet in the same order.
SELECT a.product_id AS product, b.product_id AS other, count(*) AS orders
FROM order_items a
JOIN order_items b ON b.order_id = a.order_id AND b.product_id > a.product_id
GROUP BY a.product_id, b.product_id
HAVING count(*) > 1
ORDER BY orders DESC;
