create table base (id int primary key, note text, label text);
create table child (extra int) inherits (base);
