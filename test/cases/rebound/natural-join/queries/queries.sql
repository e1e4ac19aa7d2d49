-- name: natural_join
select name, title from users natural join teams;
-- name: plain_join
select name, title from users join teams on teams.team = users.team;
