-- name: star
select * from users;
-- name: listed
select id, age from users;
-- name: nick
select nick from users;
-- name: no_result
update users set age = $1 where id = $2;
-- name: untouched
select id from users;
-- params: $1 v uuid
-- name: declared
select $1 as v, * from users;
