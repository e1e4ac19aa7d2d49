create type point3 as (x int, y int, z int);
create domain email as text check (value like '%@%');
create table users (id int primary key, mail text);
