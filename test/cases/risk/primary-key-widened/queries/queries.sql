-- name: converts
select o.id, o.total * r.rate as total from orders o join rates r on r.currency = o.currency;
-- name: rate_only
select rate from rates;
