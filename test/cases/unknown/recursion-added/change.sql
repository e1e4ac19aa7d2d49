create or replace function rr(i int) returns int language plpgsql immutable as 'begin return rr(i + 1); end';
alter table users add column mail text;
