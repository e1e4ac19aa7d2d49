create function latest(n int) returns table (id int, name text) language sql stable as $$select 1, 'a'$$;
create function price() returns int language sql stable as 'select 1';
