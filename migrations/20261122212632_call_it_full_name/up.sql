-- 20261122212632_call_it_full_name: up
-- lossless

-- step 1
--! access exclusive lock on users
alter table "public"."users" rename column "name" to "full_name";
