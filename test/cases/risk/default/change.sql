alter table orders alter column status set default 'draft';
alter table orders alter column total drop default;
