-- 20261122185242_reporting_views: down

-- step 1
--! access exclusive lock
DROP VIEW "public"."active_users";

-- step 2
--! access exclusive lock
DROP VIEW "public"."product_ratings";
