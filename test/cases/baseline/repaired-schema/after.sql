create table users (id int primary key, name text);
create view people as select id, name from users;
