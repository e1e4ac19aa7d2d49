create domain amount as numeric constraint amount_check check (value >= 0);
create domain label as text constraint label_check check (value <> '');
create table items (id int primary key, price amount, name label, plain text);
