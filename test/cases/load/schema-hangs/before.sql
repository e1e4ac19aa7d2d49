create table users (id int primary key, name text);
do $$ begin loop end loop; end $$;
