create table users (id int primary key, team int, name text);
create table teams (team int primary key, title text, motto text);
