create table users (id int primary key, email text, nick text, team int, age int);
create index users_email_idx on users (email);
create index users_nick_idx on users (nick);
create index users_nick_age_idx on users (nick, age);
create index users_team_idx on users (team);
