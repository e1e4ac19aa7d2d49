create function fee(amount int) returns numeric language sql stable as 'select 0.0';
drop function tax(int);
