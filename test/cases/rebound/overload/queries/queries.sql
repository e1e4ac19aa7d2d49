-- name: new_overload
select fee(price) from items;
-- name: overload_dropped
select tax(price) from items;
-- name: neither
select price from items;
