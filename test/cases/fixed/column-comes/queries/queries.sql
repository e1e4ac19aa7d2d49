-- name: mails
SELECT email FROM users;
-- name: ids
SELECT id FROM users;
-- name: still_wrong
SELECT phone FROM users;
