-- name: natural_join
select name, title from users natural join teams;
