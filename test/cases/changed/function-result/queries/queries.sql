-- name: star_of_function
select * from latest(3);
-- name: one_column
select id from latest(3);
-- name: scalar
select price();
-- name: hidden
select 1 where price() > 0;
