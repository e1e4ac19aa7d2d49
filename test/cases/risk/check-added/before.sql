create table items (id int primary key, price numeric, label text);
