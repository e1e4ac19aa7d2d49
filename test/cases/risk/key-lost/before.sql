create table users (id int primary key, email text constraint users_email_key unique, team int);
create unique index users_team on users (team) where team > 0;
create table orders (id int primary key, user_email text, total numeric);
