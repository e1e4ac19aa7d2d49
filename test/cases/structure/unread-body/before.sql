create table users (id int primary key, email text, name text);
create function emails() returns bigint language plpgsql stable as 'begin return (select count(email) from users); end';
create function sql_emails() returns bigint language sql stable as 'select count(email) from users';
create function names() returns bigint language sql stable begin atomic select count(name) from users; end;
create function log_mail() returns trigger language plpgsql as 'begin perform email from users; return new; end';
create table logs (id int primary key);
create trigger logs_mail before insert on logs for each row execute function log_mail();
