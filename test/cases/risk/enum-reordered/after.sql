create type priority as enum ('low', 'high', 'mid');
create type unused as enum ('a', 'b');
create table tasks (id int primary key, priority priority, title text);
