create table orders (id int primary key, total numeric, at date);
create materialized view totals as select at, sum(total) as total from orders group by at;
create unique index totals_at on totals (at);
