-- name: captured
select (select max(nickname) from teams) from users;
-- name: not_captured
select (select max(users.nickname) from teams) from users;
