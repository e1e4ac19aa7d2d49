create table items (id int primary key, price numeric constraint items_price_check check (price > 0), label text);
