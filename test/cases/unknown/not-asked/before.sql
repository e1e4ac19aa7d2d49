create table users (id int primary key, name text);
create procedure clean(days int) language sql as 'select 1';
