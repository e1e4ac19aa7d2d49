alter table t drop column a;
alter table t add column a int;
