-- name: reads_total
select total from lines;
-- name: writes
insert into lines (id, price) values ($1, $2);
-- name: price_only
select price from lines;
