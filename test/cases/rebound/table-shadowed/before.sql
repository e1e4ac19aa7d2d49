create schema app;
create table public.users (id int primary key, name text);
create table public.logs (id int primary key);
