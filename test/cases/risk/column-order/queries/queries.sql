-- name: by_place
insert into t values ($1, $2);
-- name: star_inside
select count(*) from (select * from t) s;
-- name: listed
insert into t (b, c) values ($1, $2);
-- name: names
select b, c from t;
-- name: another_by_place
insert into other values ($1, $2);
-- name: reads_the_new_one
select a from t;
