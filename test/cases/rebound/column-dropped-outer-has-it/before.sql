create table orders (id int primary key, user_id int);
create table blocked (id int primary key, user_id int);
