alter table users alter column email type text;
drop extension citext;
