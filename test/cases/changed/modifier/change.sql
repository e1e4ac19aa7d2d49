alter table users alter column nick type varchar(75);
alter table users alter column balance type numeric(12,4);
