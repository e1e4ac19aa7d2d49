create table teams (id int primary key);
create table users (id int primary key, name text, team int);
alter table users add constraint users_team_fk foreign key (team) references teams;
create view names as select name from users;
