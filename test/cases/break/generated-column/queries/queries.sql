-- name: writes_total
insert into lines (id, price, quantity, total) values ($1, $2, $3, $4);
-- name: sets_total
update lines set total = $1 where id = $2;
-- name: reads_total
select total from lines;
-- name: leaves_it_out
insert into lines (id, price, quantity) values ($1, $2, $3);
