-- name: GetUser :one
select id, name from users where name = sqlc.arg(wanted) and id > @lowest;
