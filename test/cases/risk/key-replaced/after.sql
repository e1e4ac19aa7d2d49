create table users (id int primary key, email text, nick text);
create unique index users_email_idx on users (email);
create unique index users_nick_idx on users (nick) where nick <> '';
