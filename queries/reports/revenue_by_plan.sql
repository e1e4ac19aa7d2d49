SELECT buyer.plan, count(DISTINCT buyer.email) AS customers, sum(o.total) AS revenue, avg(o.total)::numeric(12, 2) AS basket
FROM orders o
JOIN users buyer ON buyer.id = o.user_id
WHERE o.status IN ('paid', 'shipped', 'delivered')
GROUP BY buyer.plan
ORDER BY revenue DESC;
