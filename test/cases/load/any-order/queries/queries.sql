-- name: through_view
select name from names;
