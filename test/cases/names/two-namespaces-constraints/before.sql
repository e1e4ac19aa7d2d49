create schema app;
create table app.users (id int primary key, email text not null);
create table public.users (id int primary key, email text);
