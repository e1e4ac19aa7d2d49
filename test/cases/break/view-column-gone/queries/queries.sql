-- name: names_it
select p.email from people p;
-- name: names_another
select name from people;
-- name: takes_all
select * from people;
