-- name: whole_row
select t from t;
-- name: as_json
select to_jsonb(r) from t r;
-- name: listed
select a from t;
-- name: by_place
insert into t values ($1, $2);
