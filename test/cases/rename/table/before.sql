create table orders (id int primary key, total numeric);
create view big as select id from orders where total > 100;
