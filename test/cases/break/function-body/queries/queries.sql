-- name: calls_broken
SELECT id, email_of(user_id) FROM orders;
-- name: calls_broken_rows
SELECT emails();
-- name: calls_sound
SELECT id, name_of(user_id) FROM orders;
-- name: calls_unread
SELECT forget(user_id) FROM orders;
