-- name: by_email
select id from users where email = $1;
-- name: by_nick
select id from users where nick = $1;
-- name: by_team
select id from users where team = $1;
-- name: everything
select email from users;
-- name: updates_by_email
update users set nick = $1 where email = $2;
