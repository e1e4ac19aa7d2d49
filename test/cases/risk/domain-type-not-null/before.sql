create domain label as text;
create table items (id int primary key, name label, plain text);
