create table users (id bigint primary key, email text not null, name text);
create view active_users as select id, email from users;
create index users_email_idx on users (email);
