create table users (id int primary key, gone bool default false);
create rule keep as on delete to users do instead update users set gone = true where id = old.id;
