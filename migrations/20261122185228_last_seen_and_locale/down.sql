-- 20261122185228_last_seen_and_locale: down

-- step 1
--! access exclusive lock
DROP INDEX "public"."users_last_seen_idx";

-- step 2
--! access exclusive lock
ALTER TABLE "public"."users"
  DROP COLUMN "last_seen_at";

-- step 3
--! access exclusive lock
ALTER TABLE "public"."users"
  DROP COLUMN "locale";
