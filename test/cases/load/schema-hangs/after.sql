create table users (id int primary key);
do $$ begin loop end loop; end $$;
