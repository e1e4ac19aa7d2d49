create table users (id int primary key, name text);
create view people as select id, name as called from users;
create function put() returns trigger language plpgsql as 'begin insert into users values (new.id, upper(new.called)); return new; end';
create trigger people_put instead of insert on people for each row execute function put();
