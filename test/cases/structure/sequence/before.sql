create sequence numbers;
create table t (id int default nextval('numbers'), v int);
