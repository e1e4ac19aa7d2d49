-- name: edited
select id, name from users;
-- name: edited_to_nonsense
select nonsense from users;
-- name: edited_layout
select name from users;
-- name: kept
select id from users where name = $1;
-- name: repaired
select name from users;
-- name: added
select name from users where id = $1;
-- name: added_broken
select mail from users;
-- name: edited_to_a_value
select id from users where id = 1/0;
-- name: added_value
select 1/0;
