alter table notes enable row level security;
alter table notes force row level security;
create policy own on notes using (owner = current_user);
