create table users (id int primary key, name text, nick text collate "C");
