-- 20261122212523_accounts_and_catalogue: up
-- lossless

-- step 1
CREATE DOMAIN "public"."price_amount" AS numeric(12,2) CONSTRAINT "price_amount_check"
  CHECK ((VALUE >= (0)::numeric));

-- step 2
CREATE TYPE "public"."user_status" AS ENUM (
  'invited',
  'active',
  'suspended',
  'closed'
);

-- step 3
CREATE OR REPLACE FUNCTION public.current_user_id()
  RETURNS bigint
  LANGUAGE sql
  STABLE
RETURN (NULLIF(current_setting('shop.user_id'::text, true), ''::text))::bigint;

-- step 4
CREATE OR REPLACE FUNCTION public.touch_updated_at()
  RETURNS trigger
  LANGUAGE plpgsql
  AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$function$;

-- step 5
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

-- step 6
CREATE TABLE "public"."product_tags" (
  "product_id" bigint NOT NULL,
  "tag_id" bigint NOT NULL,
  CONSTRAINT "product_tags_pkey" PRIMARY KEY (product_id, tag_id)
);

-- step 7
CREATE TABLE "public"."products" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "category_id" bigint NOT NULL,
  "sku" text NOT NULL,
  "name" text NOT NULL,
  "description" text,
  "price" public.price_amount NOT NULL,
  "stock" integer NOT NULL DEFAULT 0,
  "active" boolean NOT NULL DEFAULT true,
  "attributes" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "inserted_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "products_pkey" PRIMARY KEY (id),
  CONSTRAINT "products_sku_key" UNIQUE (sku),
  CONSTRAINT "products_stock_check" CHECK ((stock >= 0))
);

-- step 8
CREATE TABLE "public"."tags" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "name" text NOT NULL,
  CONSTRAINT "tags_name_key" UNIQUE (name),
  CONSTRAINT "tags_pkey" PRIMARY KEY (id)
);

-- step 9
CREATE TABLE "public"."users" (
  "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  "email" text NOT NULL,
  "name" text NOT NULL,
  "status" public.user_status NOT NULL DEFAULT 'invited'::public.user_status,
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

-- step 10
ALTER TABLE "public"."users"
  ENABLE ROW LEVEL SECURITY;

-- step 11
ALTER TABLE "public"."categories"
  ADD CONSTRAINT "categories_parent_id_fkey" FOREIGN KEY (parent_id) REFERENCES public.categories(id) ON DELETE RESTRICT;

-- step 12
ALTER TABLE "public"."products"
  ADD CONSTRAINT "products_category_id_fkey" FOREIGN KEY (category_id) REFERENCES public.categories(id);

-- step 13
ALTER TABLE "public"."product_tags"
  ADD CONSTRAINT "product_tags_product_id_fkey" FOREIGN KEY (product_id) REFERENCES public.products(id)
    ON DELETE CASCADE;

-- step 14
ALTER TABLE "public"."product_tags"
  ADD CONSTRAINT "product_tags_tag_id_fkey" FOREIGN KEY (tag_id) REFERENCES public.tags(id) ON DELETE CASCADE;

-- step 15
CREATE INDEX categories_parent_idx ON public.categories USING btree (parent_id, "position");

-- step 16
CREATE INDEX product_tags_tag_idx ON public.product_tags USING btree (tag_id);

-- step 17
CREATE INDEX products_attributes_idx ON public.products USING gin (attributes);

-- step 18
CREATE INDEX products_category_idx ON public.products USING btree (category_id)
  WHERE active;

-- step 19
CREATE TRIGGER products_touch
  BEFORE UPDATE ON public.products
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_updated_at();

-- step 20
CREATE TRIGGER users_touch
  BEFORE UPDATE ON public.users
  FOR EACH ROW
  EXECUTE FUNCTION public.touch_updated_at();

-- step 21
CREATE POLICY "users_self" ON "public"."users"
  FOR ALL
  TO PUBLIC
  USING ((id = public.current_user_id()));

-- step 22
COMMENT ON COLUMN "public"."categories"."parent_id" IS 'NULL for a top-level category';

-- step 23
COMMENT ON COLUMN "public"."products"."attributes" IS 'What only some products have: colour, size, weight';

-- step 24
COMMENT ON COLUMN "public"."users"."preferences" IS 'Free settings of the account, for example {"newsletter": true}';

-- step 25
COMMENT ON TABLE "public"."users" IS 'One row per account, closed ones included';
