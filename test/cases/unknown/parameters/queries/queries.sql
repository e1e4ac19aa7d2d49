-- name: no_type
select $1 is null;
-- params: $1 wanted uuid
-- name: declared
select $1 is null;
-- name: declared_wrong
-- params: $1 wanted no_such_type
select $1 is null;
-- name: declared_nonsense
-- params: $1 wanted uuid)(
select $1 is null;
-- name: two
-- params: $2 other integer
select $1 is null or $2 is null;
-- name: told_by_context
select name from users where id = $1;
