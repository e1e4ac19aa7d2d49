-- name: by_place
insert into t values ($1, $2, $3);
-- name: listed
insert into t (a, b, c) values ($1, $2, $3);
-- name: reads_a
select a from t;
-- name: reads_c
select c from t;
-- name: whole_row
select row_to_json(t) from t;
