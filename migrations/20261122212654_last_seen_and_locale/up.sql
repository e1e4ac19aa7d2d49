-- 20261122212654_last_seen_and_locale: up
-- lossless

-- step 1
--! access exclusive lock on users
ALTER TABLE "public"."users"
  ADD COLUMN "locale" text NOT NULL DEFAULT 'en'::text;

-- step 2
--! access exclusive lock on users
ALTER TABLE "public"."users"
  ADD COLUMN "last_seen_at" timestamp with time zone;

-- step 3
--! share lock on users
--! index-build users: an index is built from every row; writers wait
--! instead: CREATE INDEX CONCURRENTLY, outside a transaction; on a partitioned table one partition after the other
CREATE INDEX users_last_seen_idx ON public.users USING btree (last_seen_at DESC)
  WHERE (status = 'active'::public.user_status);
