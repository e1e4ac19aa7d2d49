-- name: by_email
select id from users where email = $1;
-- name: by_nick
select id from users where nick = $1;
