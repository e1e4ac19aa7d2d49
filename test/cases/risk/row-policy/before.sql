create table notes (id int primary key, owner text, body text);
create table plain (id int primary key);
create view all_notes as select body from notes;
