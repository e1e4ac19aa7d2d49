-- 20261122212632_call_it_full_name: down

-- step 1
--! access exclusive lock on users
alter table "public"."users" rename column "full_name" to "name";
