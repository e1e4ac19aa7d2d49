-- 20261122185218_call_it_full_name: down

-- step 1
--! access exclusive lock
--! long-lock: readers and writers wait while it runs; it takes a moment only
alter table "public"."users" rename column "full_name" to "name";
