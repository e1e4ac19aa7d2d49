create function price(amount numeric, rate numeric) returns numeric language sql immutable as 'select amount * rate';
