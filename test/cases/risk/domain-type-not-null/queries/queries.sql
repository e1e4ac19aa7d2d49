-- name: writes_name
insert into items (id, name) values ($1, $2);
-- name: writes_plain
update items set plain = $1;
-- name: reads_name
select name from items;
