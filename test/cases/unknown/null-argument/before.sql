create table users (id int primary key, name text);
create function careful(i int) returns int language plpgsql immutable as 'begin if i is null then loop end loop; end if; return i; end';
