create table users (id int primary key, name text);
create function rr(i int) returns int language plpgsql immutable as 'begin return i; end';
