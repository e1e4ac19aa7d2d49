-- name: bare
select name from users;
-- name: qualified
select name from public.users;
-- name: another
select id from logs;
