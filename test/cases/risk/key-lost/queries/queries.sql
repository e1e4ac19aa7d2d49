-- name: joins_by_it
select u.id, sum(o.total) from users u join orders o on o.user_email = u.email group by u.id;
-- name: looks_up
select id from users where email = $1;
-- name: not_by_it
select id from users where id = $1;
-- name: writes_only
delete from orders where id = $1;
-- name: partial
select id from users where team = $1;
