alter table events alter column at type timestamptz;
alter table events alter column amount type double precision;
