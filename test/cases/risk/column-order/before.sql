create table t (a int, b int, c text);
create table other (a int, b int);
