create function total_of(customer bigint) returns numeric language sql stable as 'select 1.0';
create function total_of(customer text) returns numeric language sql stable as 'select 2.0';
create function touch() returns trigger language plpgsql as 'begin return new; end';
create procedure clean(days int) language sql as 'select 1';
