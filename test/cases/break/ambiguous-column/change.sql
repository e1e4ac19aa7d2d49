alter table teams add column name text;
