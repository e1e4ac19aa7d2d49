create table users (id bigint primary key, name text);
create table orders (id bigint primary key, user_id bigint references users, total numeric);
create view order_totals as select user_id, sum(total) as total from orders group by user_id;
