/** A small shop as a workspace: two tables, a view, a domain, five queries. Enough for every command to have something to say. */
import type { Files } from "./stage.ts";

export const SCHEMA = `create table users (
  id bigint generated always as identity primary key,
  email text not null unique,
  name text not null,
  age integer
);

create table orders (
  id bigint generated always as identity primary key,
  user_id bigint not null references users (id),
  total numeric(10, 2) not null default 0
);

create view spending as
select users.email, sum(orders.total) as total
from users join orders on orders.user_id = users.id
group by users.email;
`;

const USERS = `-- name: find_user
select id, email, name from users where email = $1;

-- name: list_users
select * from users order by id;

-- name: add_user
insert into users (email, name) values ($1, $2);
`;

const ORDERS = `-- name: order_totals
select users.name, sum(orders.total) as total
from orders join users on users.id = orders.user_id
group by users.name;

-- name: count_orders
select count(*) from orders;
`;

export const DOMAIN = `name: User
source:
  source_table: users
  primary_key: id
  fields: [id, email, name]
  columns:
    id: {type: integer}
    email: {type: string}
    name: {type: string}
  associations:
    orders: {field: orders, queryable: orders, owner_key: id, related_key: user_id}
schemas:
  orders:
    source_table: orders
    primary_key: id
    fields: [id, user_id, total]
    columns:
      id: {type: integer}
      user_id: {type: integer}
      total: {type: decimal}
joins:
  orders: {type: left}
`;

export const CONFIG = `schema: schema.sql
domains: domains
queries: queries
database:
  url: embedded
`;

export const SHOP: Files = {
  "schema.sql": SCHEMA,
  "queries/users.sql": USERS,
  "queries/orders.sql": ORDERS,
  "domains/user.yaml": DOMAIN,
  "selecto.config.yaml": CONFIG,
  ".gitignore": ".selecto/\nsnapshots/history.db*\n",
};

/** Two tables and two queries without a configuration: the cheapest workspace that has something to break. */
export const SMALL: Files = {
  "schema.sql": "create table a (id int primary key, n text);\ncreate table b (id int primary key, a_id int references a);\n",
  "queries/q.sql": "-- name: names\nselect n from a;\n\n-- name: all_b\nselect * from b;\n",
  ".gitignore": ".selecto/\n",
};
