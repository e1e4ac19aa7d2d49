create table users (id int primary key, name text, mail text);
create function rr(i int) returns int language plpgsql immutable as 'begin return rr(i + 1); end';
