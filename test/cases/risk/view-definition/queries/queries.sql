-- name: direct
select name from active_users;
-- name: through_another
select id from vip;
-- name: function
select count_active();
-- name: table_itself
select name from users;
