alter table public.users alter column email set not null;
alter table public.users alter column email set default '';
