-- Accounts, and what every table shares.

-- Money has two decimals and is never negative; refunds are rows of their own, not negative prices.
CREATE DOMAIN price_amount AS numeric(12, 2)
  CHECK (VALUE >= 0);

CREATE TYPE user_status AS ENUM ('invited', 'active', 'suspended', 'closed');

-- Keeps updated_at honest whatever the application sends.
CREATE FUNCTION touch_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

CREATE TABLE users (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email         text NOT NULL,
  full_name     text NOT NULL,
  status        user_status NOT NULL DEFAULT 'invited',
  plan          text NOT NULL DEFAULT 'free',
  address       text,
  preferences   jsonb NOT NULL DEFAULT '{}',
  inserted_at   timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  locale        text NOT NULL DEFAULT 'en',
  last_seen_at  timestamptz,

  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_email_check CHECK (email = lower(email) AND position('@' IN email) > 1),
  CONSTRAINT users_plan_check CHECK (plan IN ('free', 'plus', 'business'))
);

COMMENT ON TABLE users IS 'One row per account, closed ones included';
COMMENT ON COLUMN users.preferences IS 'Free settings of the account, for example {"newsletter": true}';

-- The list of active people, most recent first, is the start page of the back office.
CREATE INDEX users_last_seen_idx ON users (last_seen_at DESC) WHERE status = 'active';

CREATE TRIGGER users_touch
  BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- The web application connects with its own role and says who is asking; the owner sees every row.
CREATE FUNCTION current_user_id() RETURNS bigint
LANGUAGE sql STABLE
RETURN nullif(current_setting('shop.user_id', true), '')::bigint;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;

CREATE POLICY users_self ON users
  USING (id = current_user_id());
