create table carts (user_id int, product_id int, quantity int, unique (user_id, product_id));
