create type mood as enum ('sad', 'ok');
create table users (id int primary key, mood mood);
