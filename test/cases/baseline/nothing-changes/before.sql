create extension no_such_extension;
create table places (id int primary key, at no_such_type);
create table users (id int primary key, name text);
