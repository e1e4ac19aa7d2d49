-- name: leaves_status_out
insert into orders (note) values ($1);
-- name: names_status
insert into orders (status, total) values ($1, 1);
-- name: by_place
insert into orders values ($1, $2);
-- name: default_values
insert into orders default values;
-- name: reads_status
select status from orders;
-- name: updates
update orders set note = $1;
