create table users (id int primary key, nickname text);
create table teams (id int primary key);
