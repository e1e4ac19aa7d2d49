create table users (id int primary key, first text, last text);
create table logs (id int, at date);
