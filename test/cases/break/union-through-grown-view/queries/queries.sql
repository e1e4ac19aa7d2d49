-- name: star_union
select * from all_a union all select * from b;
-- name: listed_union
select id, v from all_a union all select id, v from b;
