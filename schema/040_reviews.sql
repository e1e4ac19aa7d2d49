-- What customers think of products.

CREATE TABLE reviews (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  product_id    bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  user_id       bigint NOT NULL REFERENCES users (id),
  rating        smallint NOT NULL,
  title         text,
  body          text,
  published_at  timestamptz,
  inserted_at   timestamptz NOT NULL DEFAULT now(),

  CONSTRAINT reviews_one_each UNIQUE (product_id, user_id),
  CONSTRAINT reviews_rating_check CHECK (rating BETWEEN 1 AND 5)
);

COMMENT ON COLUMN reviews.published_at IS 'NULL while the review waits for moderation';

CREATE INDEX reviews_user_idx ON reviews (user_id);
