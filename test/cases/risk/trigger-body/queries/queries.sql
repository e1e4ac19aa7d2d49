-- name: inserts
insert into orders (id) values ($1);
-- name: updates
update orders set total = $1;
-- name: reads
select total from orders;
-- name: another
insert into log values ($1);
