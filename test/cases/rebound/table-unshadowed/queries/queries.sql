-- name: bare
select name from users;
-- name: qualified
select name from app.users;
