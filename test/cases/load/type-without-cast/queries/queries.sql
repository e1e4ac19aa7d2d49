-- name: reads
select at from users;
-- name: through_view
select at from times;
-- name: adds
select id from users where at + 1 > 2;
-- name: name_only
select name from users;
