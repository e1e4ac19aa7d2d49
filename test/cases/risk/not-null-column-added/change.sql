alter table users add column email text not null;
alter table users add column at date not null default current_date;
alter table users add column n int not null generated always as identity;
alter table users add column up text not null generated always as (upper(name)) stored;
