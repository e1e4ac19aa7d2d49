create table users (id int primary key);
create procedure clean(days int) language sql as 'delete from users where id < days';
