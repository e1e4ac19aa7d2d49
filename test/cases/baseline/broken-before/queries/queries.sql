-- name: never_worked
select nickname from users;
-- name: repaired
select email from users;
-- name: newly_broken
select mail from users;
-- name: does_not_parse
selec name from users;
-- name: divides
select 1/0 from users;
