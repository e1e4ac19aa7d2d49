alter table users alter column nick type text collate "POSIX";
