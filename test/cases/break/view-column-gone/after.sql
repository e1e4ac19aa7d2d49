create table users (id bigint primary key, email text, name text);
create view people as select id, name from users;
