create table users (id int primary key, nick varchar(50), balance numeric(10,2));
