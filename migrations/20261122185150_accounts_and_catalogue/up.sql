-- 20261122185150_accounts_and_catalogue: up
-- lossless

-- step 1
CREATE TABLE "public"."categories" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "parent_id" bigint,
  "name" text NOT NULL,
  "slug" text NOT NULL,
  "position" integer NOT NULL DEFAULT 0,
  CONSTRAINT "categories_not_own_parent" CHECK ((parent_id <> id)),
  CONSTRAINT "categories_pkey" PRIMARY KEY (id),
  CONSTRAINT "categories_slug_key" UNIQUE (slug)
);

-- step 2
CREATE TABLE "public"."product_tags" (
  "product_id" bigint NOT NULL,
  "tag_id" bigint NOT NULL,
  CONSTRAINT "product_tags_pkey" PRIMARY KEY (product_id, tag_id)
);

-- step 3
CREATE TABLE "public"."products" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "category_id" bigint NOT NULL,
  "sku" text NOT NULL,
  "name" text NOT NULL,
  "description" text,
  "stock" integer NOT NULL DEFAULT 0,
  "active" boolean NOT NULL DEFAULT true,
  "attributes" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "inserted_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "products_pkey" PRIMARY KEY (id),
  CONSTRAINT "products_sku_key" UNIQUE (sku),
  CONSTRAINT "products_stock_check" CHECK ((stock >= 0))
);

-- step 4
CREATE TABLE "public"."tags" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "name" text NOT NULL,
  CONSTRAINT "tags_name_key" UNIQUE (name),
  CONSTRAINT "tags_pkey" PRIMARY KEY (id)
);

-- step 5
CREATE TABLE "public"."users" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "email" text NOT NULL,
  "name" text NOT NULL,
  "plan" text NOT NULL DEFAULT 'free'::text,
  "address" text,
  "preferences" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "inserted_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "users_email_check" CHECK (((email = lower(email)) AND (POSITION(('@'::text) IN (email)) > 1))),
  CONSTRAINT "users_email_key" UNIQUE (email),
  CONSTRAINT "users_pkey" PRIMARY KEY (id),
  CONSTRAINT "users_plan_check" CHECK ((plan = ANY (ARRAY['free'::text, 'plus'::text, 'business'::text])))
);

-- step 6
ALTER TABLE "public"."users"
  ENABLE ROW LEVEL SECURITY;

-- step 7
CREATE DOMAIN "public"."price_amount" AS numeric(12,2) CONSTRAINT "price_amount_check"
  CHECK ((VALUE >= (0)::numeric));

-- step 8
ALTER TABLE "public"."products"
  ADD COLUMN "price" public.price_amount NOT NULL;

-- step 9
CREATE TYPE "public"."user_status" AS ENUM (
  'invited',
  'active',
  'suspended',
  'closed'
);

-- step 10
ALTER TABLE "public"."users"
  ADD COLUMN "status" public.user_status NOT NULL DEFAULT 'invited'::public.user_status;

-- step 11
CREATE OR REPLACE FUNCTION public.current_user_id()
  RETURNS bigint
  LANGUAGE sql
  STABLE
RETURN (NULLIF(current_setting('shop.user_id'::text, true), ''::text))::bigint;

-- step 12
CREATE OR REPLACE FUNCTION public.touch_updated_at()
  RETURNS trigger
  LANGUAGE plpgsql
  AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$function$;

-- step 13
ALTER TABLE "public"."categories"
  ADD CONSTRAINT "categories_parent_id_fkey" FOREIGN KEY (parent_id) REFERENCES public.categories(id) ON DELETE RESTRICT;

-- step 14
ALTER TABLE "public"."products"
  ADD CONSTRAINT "products_category_id_fkey" FOREIGN KEY (category_id) REFERENCES public.categories(id);

-- step 15
ALTER TABLE "public"."product_tags"
  ADD CONSTRAINT "product_tags_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id)
    ON DELETE CASCADE;

-- step 16
ALTER TABLE "public"."product_tags"
  ADD CONSTRAINT "product_tags_tag_id_fkey" FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

-- step 17
--! share lock
CREATE INDEX categories_parent_idx ON public.categories USING btree (parent_id, "position");

-- step 18
--! share lock
CREATE INDEX product_tags_tag_idx ON public.product_tags USING btree (tag_id);

-- step 19
--! share lock
CREATE INDEX products_attributes_idx ON public.products USING gin (attributes);

-- step 20
--! share lock
CREATE INDEX products_category_idx ON public.products USING btree (category_id)
  WHERE active;

-- step 21
CREATE TRIGGER products_touch
  BEFORE UPDATE ON public.products
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_updated_at();

-- step 22
CREATE TRIGGER users_touch
  BEFORE UPDATE ON public.users
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_updated_at();

-- step 23
CREATE POLICY "users_self" ON "public"."users"
  FOR ALL
  TO PUBLIC
  USING ((id = public.current_user_id()));

-- step 24
COMMENT ON COLUMN "public"."categories"."parent_id" IS 'NULL for a top-level category';

-- step 25
COMMENT ON COLUMN "public"."products"."attributes" IS 'What only some products have: colour, size, weight';

-- step 26
COMMENT ON COLUMN "public"."users"."preferences" IS 'Free settings of the account, for example {"newsletter": true}';

-- step 27
COMMENT ON TABLE "public"."users" IS 'One row per account, closed ones included';
