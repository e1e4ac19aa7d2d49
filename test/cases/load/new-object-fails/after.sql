create table users (id int primary key, name text);
create table "or.ders" (id int primary key, user_id uuid references users);
selec 1;
alter table nowhere add column x int;
