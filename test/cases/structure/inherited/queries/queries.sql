-- name: reads_child
select note from child;
-- name: reads_parent
select note from base;
-- name: extra
select extra from child;
-- name: writes_child
insert into child (id, label) values ($1, $2);
