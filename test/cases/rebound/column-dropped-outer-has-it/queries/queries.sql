-- name: subquery
select id from orders where user_id in (select user_id from blocked);
-- name: qualified
select id from orders where user_id in (select blocked.user_id from blocked);
-- name: exists_in
select id from orders o where exists (select 1 from blocked where user_id = 7);
-- name: outer_only
select user_id from orders;
