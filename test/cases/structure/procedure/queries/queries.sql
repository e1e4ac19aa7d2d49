-- name: calls
call clean(3);
