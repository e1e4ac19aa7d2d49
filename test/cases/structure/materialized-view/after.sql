create table orders (id int primary key, total numeric, at date);
create materialized view totals as select at, sum(total) as total from orders where total > 0 group by at;
