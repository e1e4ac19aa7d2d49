create function label(v int) returns text language sql immutable as $$select 'int'$$;
create function label(v bigint) returns text language sql immutable as $$select 'bigint'$$;
create table items (id int primary key, amount int);
