-- 20261122212654_last_seen_and_locale: down

-- step 1
--! access exclusive lock on users
DROP INDEX "public"."users_last_seen_idx";

-- step 2
--! access exclusive lock on users
ALTER TABLE "public"."users"
  DROP COLUMN "last_seen_at";

-- step 3
--! access exclusive lock on users
ALTER TABLE "public"."users"
  DROP COLUMN "locale";
