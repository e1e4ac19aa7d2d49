-- name: reads
select n from users;
-- name: through_view
select n from levels;
