-- name: casts_to_type
select (row(1, 2, 3)::point3).x;
-- name: casts_to_domain
select $1::email;
-- name: neither
select mail from users;
