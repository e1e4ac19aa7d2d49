create table users (id int primary key, name text, mail text);
create view mails as select id, mail from users;
create view upper_mails as select upper(mail) as mail from mails;
