-- Who spends most. The back office shows the first hundred.
-- params: $1 since timestamptz
SELECT u.email, sum(o.total) AS total, count(*) AS orders
FROM users u
JOIN orders o ON o.user_id = u.id
WHERE o.placed_at >= $1 AND o.status <> 'cancelled'
GROUP BY u.email
ORDER BY total DESC
LIMIT 100;
