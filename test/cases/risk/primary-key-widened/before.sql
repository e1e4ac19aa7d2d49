create table rates (currency text, day date, rate numeric, constraint rates_pkey primary key (currency));
create table orders (id int primary key, currency text, total numeric);
