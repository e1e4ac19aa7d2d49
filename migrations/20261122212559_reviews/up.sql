-- 20261122212559_reviews: up
-- lossless

-- step 1
CREATE TABLE "public"."reviews" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "product_id" bigint NOT NULL,
  "user_id" bigint NOT NULL,
  "rating" smallint NOT NULL,
  "title" text,
  "body" text,
  "published_at" timestamp with time zone,
  "inserted_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "reviews_one_each" UNIQUE (product_id, user_id),
  CONSTRAINT "reviews_pkey" PRIMARY KEY (id),
  CONSTRAINT "reviews_rating_check" CHECK (((rating >= 1) AND (rating <= 5)))
);

-- step 2
--! share row exclusive lock on products
ALTER TABLE "public"."reviews"
  ADD CONSTRAINT "reviews_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id) ON DELETE CASCADE;

-- step 3
--! share row exclusive lock on users
ALTER TABLE "public"."reviews"
  ADD CONSTRAINT "reviews_user_id_fkey" FOREIGN KEY (user_id) REFERENCES public.users(id);

-- step 4
CREATE INDEX reviews_user_idx ON public.reviews USING btree (user_id);

-- step 5
COMMENT ON COLUMN "public"."reviews"."published_at" IS 'NULL while the review waits for moderation';
