create table users (id int primary key, age int, nick varchar(50), balance numeric(10,2));
create view old_users as select id, age from users where age > 60;
