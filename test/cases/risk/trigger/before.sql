create table orders (id int primary key, total int);
create function note() returns trigger language plpgsql as 'begin return new; end';
create trigger old_one before insert on orders for each row execute function note();
create trigger kept before update on orders for each row execute function note();
