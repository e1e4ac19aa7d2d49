-- name: subquery
select id from orders where user_id in (select user_id from blocked);
