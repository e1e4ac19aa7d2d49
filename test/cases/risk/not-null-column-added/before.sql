create table users (id int primary key, name text);
create table teams (id int primary key);
