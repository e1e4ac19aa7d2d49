-- Accounts: sign in, profile, back office.

-- name: list_users
SELECT *
FROM users
ORDER BY inserted_at DESC
LIMIT 50;

-- name: find_user_by_email
-- params: $1 email text
SELECT id, email, full_name, status, plan
FROM users
WHERE email = lower($1);

-- name: update_last_seen
-- params: $1 id bigint
UPDATE users
SET last_seen_at = now()
WHERE id = $1;

-- name: change_plan
-- params: $1 id bigint, $2 plan text
UPDATE users
SET plan = $2
WHERE id = $1 AND status = 'active'
RETURNING id, plan, updated_at;

-- name: register_user
-- An invitation that is answered turns into an active account.
-- params: $1 email text, $2 full_name text
INSERT INTO users (email, full_name, status)
VALUES (lower($1), $2, 'active')
ON CONFLICT (email) DO UPDATE
  SET full_name = excluded.full_name, status = 'active'
  WHERE users.status = 'invited'
RETURNING id, email, status;

-- name: set_preference
-- params: $1 id bigint, $2 setting text, $3 value jsonb
UPDATE users
SET preferences = jsonb_set(preferences, ARRAY[$2::text], $3::jsonb)
WHERE id = $1;

-- name: newsletter_recipients
SELECT u.email, u.full_name
FROM users u
WHERE u.status = 'active'
  AND (u.preferences ->> 'newsletter')::boolean
ORDER BY u.email;

-- name: close_account
-- params: $1 id bigint
UPDATE users
SET status = 'closed', address = NULL, preferences = '{}'
WHERE id = $1
RETURNING id;
