alter table users add column mail text;
alter table users alter column age type bigint;
alter table users alter column nick type varchar(75);
