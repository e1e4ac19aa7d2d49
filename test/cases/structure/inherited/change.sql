alter table base drop column note;
alter table base alter column label set not null;
