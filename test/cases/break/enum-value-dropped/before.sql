create type status as enum ('draft', 'paid', 'void');
create table orders (id int primary key, status status not null default 'draft');
