-- name: reads_it
select name from users;
-- name: through_view
select name from names;
-- name: reads_another
select email from users;
-- name: writes_it
insert into users (id, name, email) values ($1, $2, $3);
