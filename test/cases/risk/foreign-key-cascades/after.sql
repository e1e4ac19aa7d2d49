create table users (id int primary key);
create table orders (id int primary key, user_id int constraint orders_user_fk references users on delete cascade);
