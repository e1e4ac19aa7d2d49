SELECT product_id, product_name
FROM product_ratings
WHERE review_count = 0
EXCEPT
SELECT id, name FROM products WHERE NOT active
ORDER BY product_name;
