-- name: star
select * from users;
-- name: alias_star
select u.* from users u where id = $1;
-- name: returning_star
insert into users (id, name) values ($1, $2) returning *;
-- name: star_in_subquery
select count(*) from (select * from users) s;
-- name: whole_row
select users from users;
-- name: row_as_json
select to_jsonb(u) from users u;
-- name: star_of_view
select * from everyone;
-- name: listed
select id, name from users;
