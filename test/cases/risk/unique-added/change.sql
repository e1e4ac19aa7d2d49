alter table users add constraint users_email_key unique (email);
create unique index users_nick_idx on users (lower(nick));
alter table users add constraint users_during_excl exclude using gist (during with &&);
create index users_room_idx on users (room);
