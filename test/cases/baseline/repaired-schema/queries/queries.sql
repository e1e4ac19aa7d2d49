-- name: through_view
select * from people;
-- name: table_itself
select name from users;
