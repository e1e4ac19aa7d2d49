-- 20261122212559_reviews: down

-- step 1
--! access exclusive lock on products, reviews
ALTER TABLE "public"."reviews"
  DROP CONSTRAINT "reviews_product_id_fkey";

-- step 2
--! access exclusive lock on reviews, users
ALTER TABLE "public"."reviews"
  DROP CONSTRAINT "reviews_user_id_fkey";

-- step 3
--! access exclusive lock on reviews_id_seq, reviews
DROP TABLE "public"."reviews";
