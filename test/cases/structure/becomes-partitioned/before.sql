create table events (id int, at date not null, kind text);
create view kinds as select distinct kind from events;
