create table a (id int, v text);
create table b (id int, v text);
create view all_a as select id, v from a;
