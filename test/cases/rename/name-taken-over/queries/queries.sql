-- name: reads_email
select email from users;
-- name: by_email
select id from users where email = $1;
-- name: reads_new
select new_email from users;
-- name: id_only
select id from users;
