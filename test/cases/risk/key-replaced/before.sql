create table users (id int primary key, email text constraint users_email_key unique, nick text constraint users_nick_key unique);
