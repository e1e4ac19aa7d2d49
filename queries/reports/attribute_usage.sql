-- Which attributes products really have.
SELECT attribute.key, count(*) AS products, jsonb_agg(DISTINCT attribute.value) AS values
FROM products p
CROSS JOIN LATERAL jsonb_each(p.attributes) AS attribute
WHERE p.active
GROUP BY attribute.key
ORDER BY products DESC;
