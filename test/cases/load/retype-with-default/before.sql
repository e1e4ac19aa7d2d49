create table users (id int primary key, level text default 'low', n text);
create view levels as select level, n from users;
