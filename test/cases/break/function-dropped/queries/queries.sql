-- name: calls_bigint
select total_of(7::bigint);
-- name: calls_text
select total_of('a'::text);
-- name: calls_procedure
call clean(3);
