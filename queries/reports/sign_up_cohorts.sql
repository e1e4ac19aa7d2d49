-- Of the people who joined in a month, how many ordered within thirty days?
SELECT
  date_trunc('month', u.inserted_at)::date AS cohort,
  count(DISTINCT u.id) AS people,
  count(DISTINCT u.id) FILTER (WHERE o.placed_at < u.inserted_at + interval '30 days') AS ordered
FROM users u
LEFT JOIN orders o ON o.user_id = u.id
GROUP BY cohort
ORDER BY cohort;
