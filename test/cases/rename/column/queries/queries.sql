-- name: output
select id, name from users;
-- name: qualified
select u.id, u.name, upper(u.name) as loud from users u where u.name like $1 order by u.name;
-- name: aliased
select name as called from users;
-- name: in_where_only
select id from users where name = $1;
-- name: cte
with named as (
  select id, name from users where name is not null -- keep this comment
)
select n.name from named n;
-- name: insert_list
insert into users (id, name) values ($1, $2) returning id, name;
-- name: upsert
insert into users (id, name) values ($1, $2) on conflict (id) do update set name = excluded.name;
-- name: update_set
update users set name = upper(name) where id = $1;
-- name: two_tables
select users.name, teams.name as team from users join teams on teams.id = users.id;
-- name: other_table
select name from teams;
-- name: view
select name from people;
-- name: star
select * from users;
-- name: unicode
select 'größe 😀' as "größe", name from users where mail = '😀' and name <> '';
-- name: using_it
select count(*) from users join teams using (name);
-- name: grouped
select name, count(*) from users group by name having count(*) > 1 order by name;
-- name: window
select row_number() over (partition by name order by id) from users;
-- name: subquery
select t.id from teams t where exists (select 1 from users where users.name = t.name);
