create table lines (id int primary key, price int, total int generated always as (price * 3) stored);
