create table logs (id int primary key, message text, level text);
