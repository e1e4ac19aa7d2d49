-- name: gives_it
select id, age from users;
-- name: takes_it
select id from users where age = $1;
-- name: through_view
select age from old_users;
-- name: neither
select nick from users;
-- name: sums_it
select sum(age) from users;
-- name: compares_it
select id from users where age > 18;
