-- name: inserts
insert into orders (id) values ($1);
-- name: upserts
insert into orders (id) values ($1) on conflict (id) do update set total = 1;
-- name: reads
select id from orders;
