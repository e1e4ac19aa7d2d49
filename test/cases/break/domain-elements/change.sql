alter table users drop column email;
alter table orders drop column total;
drop table order_tags;
