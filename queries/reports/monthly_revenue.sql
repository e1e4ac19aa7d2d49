-- Revenue of each month, with the running total of the year and the change from the month before.
WITH months AS (
  SELECT date_trunc('month', placed_at) AS month, sum(total) AS revenue
  FROM orders
  WHERE status IN ('paid', 'shipped', 'delivered')
  GROUP BY 1
)
SELECT
  month::date AS month,
  revenue,
  sum(revenue) OVER (PARTITION BY extract(year FROM month) ORDER BY month) AS year_to_date,
  revenue - lag(revenue) OVER (ORDER BY month) AS change
FROM months
ORDER BY month;
