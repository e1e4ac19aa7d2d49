alter table t rename column a to x;
alter table t rename column b to a;
alter table t rename column x to b;
