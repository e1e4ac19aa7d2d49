create table users (id int primary key, name text);
create view people as select id, nme from users;
