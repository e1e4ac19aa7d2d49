-- name: import_users
-- One JSON array of people, as the sign-up form of a partner sends it.
-- params: $1 people jsonb
INSERT INTO users (email, full_name, plan, address)
SELECT lower(person.email), person.full_name, coalesce(person.plan, 'free'), person.address
FROM jsonb_to_recordset($1::jsonb) AS person (email text, full_name text, plan text, address text)
ON CONFLICT (email) DO NOTHING;
