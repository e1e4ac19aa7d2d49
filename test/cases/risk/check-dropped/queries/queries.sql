-- name: reads_price
select price from items;
-- name: reads_label
select label from items;
-- name: inserts
insert into items (id, price) values ($1, $2);
