-- name: by_email
select id
from users u
where u.email = $1;
-- name: through_view
select count(*) from active_users;
-- name: untouched
select name from users;
