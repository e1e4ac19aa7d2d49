create table users (id int primary key, email text, nick text, team int, age int);
create index users_nick_age_idx on users (nick, age);
create index users_team_idx on users (abs(team));
