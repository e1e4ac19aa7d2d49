create table users (id int primary key, name text not null, email text not null);
create view names as select name from users;
