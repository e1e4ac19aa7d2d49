-- name: takes
select nextval('numbers');
-- name: inserts
insert into t (v) values ($1);
