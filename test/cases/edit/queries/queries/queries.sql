-- name: edited
select name from users;
-- name: edited_to_nonsense
select id from users;
-- name: edited_layout
select   name
from users;
-- name: removed
select id, name from users;
-- name: kept
select id from users where name = $1;
-- name: repaired
select nme from users;
-- name: edited_to_a_value
select id from users where id = 1;
