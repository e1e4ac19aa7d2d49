alter table teams add column nickname text;
