create table carts (user_id int not null, product_id int not null, quantity int, constraint carts_key unique (user_id, product_id));
