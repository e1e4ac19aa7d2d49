create table events (id int, at date not null, kind text) partition by range (at);
create table events_all partition of events default;
create view kinds as select distinct kind from events;
