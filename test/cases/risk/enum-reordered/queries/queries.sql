-- name: sorts
select id from tasks order by priority desc;
-- name: compares
select id from tasks where priority > 'low';
-- name: titles
select title from tasks;
-- name: writes
update tasks set priority = 'mid' where id = $1;
