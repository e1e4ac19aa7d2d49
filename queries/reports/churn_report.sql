-- Active accounts that ordered once and have not been back for three months.
SELECT a.id, a.email, a.plan, a.last_seen_at, max(o.placed_at) AS last_order
FROM active_users a
JOIN orders o ON o.user_id = a.id
WHERE o.placed_at IS NOT NULL
GROUP BY a.id, a.email, a.plan, a.last_seen_at
HAVING max(o.placed_at) < now() - interval '3 months'
ORDER BY last_order;
