alter table items alter column amount type bigint;
