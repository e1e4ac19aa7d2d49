-- 20261122185208_reviews: down

-- step 1
--! access exclusive lock
ALTER TABLE "public"."reviews"
  DROP CONSTRAINT "reviews_product_id_fkey";

-- step 2
--! access exclusive lock
ALTER TABLE "public"."reviews"
  DROP CONSTRAINT "reviews_user_id_fkey";

-- step 3
--! access exclusive lock
DROP TABLE "public"."reviews";
