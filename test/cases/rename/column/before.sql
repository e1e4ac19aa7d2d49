create table users (id int primary key, name text not null, mail text);
create table teams (id int primary key, name text);
create view people as select id, name from users;
