-- name: both
select first, last from users order by last, first;
-- name: one
select first from users;
-- name: joined
select u.first, l.at from users u join logs l on l.id = u.id;
