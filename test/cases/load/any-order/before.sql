create view names as select name from users;
alter table users add constraint users_team_fk foreign key (team) references teams;
create table users (id int primary key, name text, team int);
create table teams (id int primary key);
