create schema app;
create table app.users (id int primary key, name text);
create table public.users (id int primary key, name text);
