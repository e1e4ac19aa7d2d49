alter table users add column mail text;
alter table users
  drop column nick;
