create table lines (id int primary key, price numeric, quantity int, total numeric generated always as (price * quantity) stored);
