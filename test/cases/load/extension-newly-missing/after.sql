create extension no_such_extension;
create table users (id int primary key, name text);
