-- name: inserts
insert into items (id, price) values ($1, $2);
-- name: sets_price
update items set price = $1;
-- name: deletes
delete from items;
-- name: reads
select price from items;
