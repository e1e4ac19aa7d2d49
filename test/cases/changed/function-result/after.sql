create function latest(n int) returns table (id int, name text, at date) language sql stable as $$select 1, 'a', date '2026-01-01'$$;
create function price() returns numeric language sql stable as 'select 1.0';
