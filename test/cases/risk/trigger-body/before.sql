create table orders (id int primary key, total int);
create table log (id int);
create function note() returns trigger language plpgsql as 'begin insert into log values (1); return new; end';
create trigger orders_note after insert or update on orders for each row execute function note();
