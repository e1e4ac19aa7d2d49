-- name: writes_price
insert into items (id, price) values ($1, $2);
-- name: reads_price
select price from items;
-- name: reads_name
select name from items;
-- name: casts
select $1::amount;
-- name: plain
select plain from items;
