create table users (id int primary key, email text, new_email text);
