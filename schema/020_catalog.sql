-- What is for sale: categories (a hierarchy), products, tags (many to many).

CREATE TABLE categories (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id  bigint REFERENCES categories (id) ON DELETE RESTRICT,
  name       text NOT NULL,
  slug       text NOT NULL,
  position   integer NOT NULL DEFAULT 0,

  CONSTRAINT categories_slug_key UNIQUE (slug),
  CONSTRAINT categories_not_own_parent CHECK (parent_id <> id)
);

COMMENT ON COLUMN categories.parent_id IS 'NULL for a top-level category';

CREATE INDEX categories_parent_idx ON categories (parent_id, position);

CREATE TABLE products (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  category_id   bigint NOT NULL REFERENCES categories (id),
  sku           text NOT NULL,
  name          text NOT NULL,
  description   text,
  price         price_amount NOT NULL,
  stock         integer NOT NULL DEFAULT 0,
  active        boolean NOT NULL DEFAULT true,
  attributes    jsonb NOT NULL DEFAULT '{}',
  inserted_at   timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT products_sku_key UNIQUE (sku),
  CONSTRAINT products_stock_check CHECK (stock >= 0)
);

COMMENT ON COLUMN products.attributes IS 'What only some products have: colour, size, weight';

CREATE INDEX products_category_idx ON products (category_id) WHERE active;
CREATE INDEX products_attributes_idx ON products USING gin (attributes);

CREATE TRIGGER products_touch
  BEFORE UPDATE ON products
  FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE tags (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name  text NOT NULL,

  CONSTRAINT tags_name_key UNIQUE (name)
);

CREATE TABLE product_tags (
  product_id  bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  tag_id      bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,

  PRIMARY KEY (product_id, tag_id)
);

CREATE INDEX product_tags_tag_idx ON product_tags (tag_id);
