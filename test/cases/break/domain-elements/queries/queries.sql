-- name: emails
select email from users;
