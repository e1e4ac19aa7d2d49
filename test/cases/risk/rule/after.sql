create table users (id int primary key, gone bool default false);
