create table users (id bigint primary key, email text not null, full_name text);
create table orders (id bigint primary key, user_id bigint not null references users, total numeric not null, placed_at timestamptz);
create table tags (id bigint primary key, name text not null);
create table order_tags (order_id bigint references orders, tag_id bigint references tags, primary key (order_id, tag_id));
