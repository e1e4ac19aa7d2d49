create table users (id int primary key, name text);
create view everyone as select * from users;
