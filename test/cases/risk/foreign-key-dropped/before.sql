create table users (id int primary key, name text);
create table orders (id int primary key, user_id int not null constraint orders_user_fk references users, note text);
