create function fee(amount numeric) returns numeric language sql stable as 'select amount';
create function tax(amount int) returns numeric language sql stable as 'select 1.0';
create function tax(amount numeric) returns numeric language sql stable as 'select 2.0';
create table items (id int primary key, price int);
