create table users (id bigint primary key, email text, name text);
create table orders (id bigint primary key, user_id bigint references users);
create function email_of(wanted bigint) returns text language sql as $$ select email from users where id = wanted $$;
create function emails() returns setof text language sql as $$ select email from users $$;
create function name_of(wanted bigint) returns text language sql as $$ select name from users where id = wanted /* not email */ $$;
create function forget(wanted bigint) returns void language plpgsql as $$ begin update users set email = null where id = wanted; end $$;
