-- name: nick
select nick from users;
-- name: balance
select balance from users;
-- name: computed
select upper(nick), balance * 2 as twice from users;
-- name: writes
insert into users (id, nick) values ($1, $2);
