-- name: writes_view
insert into people (id, called) values ($1, $2);
-- name: reads_view
select called from people;
