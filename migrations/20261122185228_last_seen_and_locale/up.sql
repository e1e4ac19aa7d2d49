-- 20261122185228_last_seen_and_locale: up
-- lossless

-- step 1
--! access exclusive lock, rewrites the table
--! table-rewrite: PostgreSQL may write the whole table anew while nobody can use it
ALTER TABLE "public"."users"
  ADD COLUMN "locale" text NOT NULL DEFAULT 'en'::text;

-- step 2
--! access exclusive lock
ALTER TABLE "public"."users"
  ADD COLUMN "last_seen_at" timestamp with time zone;

-- step 3
--! share lock
CREATE INDEX users_last_seen_idx ON public.users USING btree (last_seen_at DESC)
  WHERE (status = 'active'::public.user_status);
