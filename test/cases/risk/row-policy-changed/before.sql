create table notes (id int primary key, owner text, body text);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
create policy old on notes for insert with check (true);
