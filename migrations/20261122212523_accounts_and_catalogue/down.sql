-- 20261122212523_accounts_and_catalogue: down

-- step 1
--! access exclusive lock on users
DROP POLICY "users_self" ON "public"."users";

-- step 2
--! access exclusive lock on categories
ALTER TABLE "public"."categories"
  DROP CONSTRAINT "categories_parent_id_fkey";

-- step 3
--! access exclusive lock on product_tags, products
ALTER TABLE "public"."product_tags"
  DROP CONSTRAINT "product_tags_product_id_fkey";

-- step 4
--! access exclusive lock on product_tags, tags
ALTER TABLE "public"."product_tags"
  DROP CONSTRAINT "product_tags_tag_id_fkey";

-- step 5
--! access exclusive lock on categories, products
ALTER TABLE "public"."products"
  DROP CONSTRAINT "products_category_id_fkey";

-- step 6
DROP FUNCTION "public"."current_user_id"();

-- step 7
--! access exclusive lock on categories_id_seq, categories
DROP TABLE "public"."categories";

-- step 8
--! access exclusive lock on product_tags
DROP TABLE "public"."product_tags";

-- step 9
--! access exclusive lock on products_id_seq, products
DROP TABLE "public"."products";

-- step 10
DROP DOMAIN "public"."price_amount";

-- step 11
--! access exclusive lock on tags_id_seq, tags
DROP TABLE "public"."tags";

-- step 12
--! access exclusive lock on users_id_seq, users
DROP TABLE "public"."users";

-- step 13
DROP FUNCTION "public"."touch_updated_at"();

-- step 14
DROP TYPE "public"."user_status";
