-- name: compares
select id from users where email = 'A@B';
-- name: by_parameter
select id from users where email = $1;
-- name: name_only
select name from users;
