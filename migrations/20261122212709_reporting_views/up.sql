-- 20261122212709_reporting_views: up
-- lossless

-- step 1
CREATE VIEW "public"."active_users" AS  SELECT id,
    email,
    full_name,
    plan,
    last_seen_at,
    inserted_at
   FROM public.users
  WHERE (status = 'active'::public.user_status);

-- step 2
CREATE VIEW "public"."product_ratings" AS  SELECT p.id AS product_id,
    p.name AS product_name,
    count(r.id) AS review_count,
    round(avg(r.rating), 2) AS average_rating
   FROM (public.products p
     LEFT JOIN public.reviews r ON (((r.product_id = p.id) AND (r.published_at IS NOT NULL))))
  GROUP BY p.id;

-- step 3
COMMENT ON VIEW "public"."active_users" IS 'Accounts that may sign in';

-- step 4
COMMENT ON VIEW "public"."product_ratings" IS 'Published reviews only; products without one have review_count 0';
