-- name: bare
insert into users (id, email) values ($1, $2);
-- name: in_app
insert into app.users (id, email) values ($1, $2);
-- name: in_public
insert into public.users (id, email) values ($1, $2);
