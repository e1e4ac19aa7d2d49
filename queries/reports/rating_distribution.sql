SELECT
  p.name,
  count(*) FILTER (WHERE r.rating >= 4) AS happy,
  count(*) FILTER (WHERE r.rating = 3) AS neutral,
  count(*) FILTER (WHERE r.rating <= 2) AS unhappy
FROM reviews r
JOIN products p ON p.id = r.product_id
WHERE r.published_at IS NOT NULL
GROUP BY p.id
HAVING count(*) >= 5
ORDER BY unhappy DESC, p.name;
