create table app.users (id int primary key, name text);
