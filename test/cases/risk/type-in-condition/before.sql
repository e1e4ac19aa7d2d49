create table events (id int primary key, at timestamp, amount real, label text);
