create table lines (id int primary key, price numeric, quantity int, total numeric);
