-- name: bare_name
select name, title from users join teams on teams.id = users.team_id;
-- name: qualified_name
select users.name, teams.title from users join teams on teams.id = users.team_id;
