create type priority as enum ('low', 'mid', 'high');
create type unused as enum ('a');
create table tasks (id int primary key, priority priority, title text);
