-- name: through_view
select mail from mails;
-- name: through_both
select mail from upper_mails;
-- name: table_itself
select name from users;
-- name: column
select mail from users;
