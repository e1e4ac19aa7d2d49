create table users (id int primary key, at timestamptz, name text);
create view times as select id, at from users;
