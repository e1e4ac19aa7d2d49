create table users (id int primary key, email text, nick text, room int, during int4range);
