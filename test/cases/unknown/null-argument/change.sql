alter table users add column mail text;
