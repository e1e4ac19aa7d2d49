create table users (id int primary key, active bool, name text);
create view active_users as select id, name from users where active or name is null;
create view vip as select id from active_users where id < 10;
create function count_active() returns bigint language sql stable as 'select count(*) from users where active is true';
