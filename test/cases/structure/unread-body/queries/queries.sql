-- name: plpgsql
select emails();
-- name: string_body
select sql_emails();
-- name: standard_body
select names();
-- name: through_trigger
insert into logs (id) values ($1);
-- name: reads_logs
select id from logs;
