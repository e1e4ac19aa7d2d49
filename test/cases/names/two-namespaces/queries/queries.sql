-- name: bare
select email from users;
-- name: in_app
select email from app.users;
-- name: in_public
select email from public.users;
-- name: inserts_bare
insert into users (id, email) values ($1, $2);
