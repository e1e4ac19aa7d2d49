create table users (id int primary key, name text, team_id int);
create table teams (id int primary key, title text);
