-- 20261122212709_reporting_views: down

-- step 1
--! access exclusive lock on active_users
DROP VIEW "public"."active_users";

-- step 2
--! access exclusive lock on product_ratings
DROP VIEW "public"."product_ratings";
