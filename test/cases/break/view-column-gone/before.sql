create table users (id bigint primary key, email text, name text);
create view people as select id, email, name from users;
