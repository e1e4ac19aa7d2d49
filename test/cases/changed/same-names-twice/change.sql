alter table b drop column note;
