-- 20261122185218_call_it_full_name: up
-- lossless

-- step 1
--! access exclusive lock
--! long-lock: readers and writers wait while it runs; it takes a moment only
alter table "public"."users" rename column "name" to "full_name";
