create table users (id int primary key, name text);
create function forever() returns int language plpgsql immutable as 'begin loop end loop; end';
