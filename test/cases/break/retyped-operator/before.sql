create table items (id int primary key, code text, tags text, amount int, seen timestamp);
create table codes (code text primary key, label text);
