alter table notes alter column id add generated always as identity;
