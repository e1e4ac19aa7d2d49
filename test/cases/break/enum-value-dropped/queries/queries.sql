-- name: names_the_value
select id from orders where status = 'void';
-- name: names_another
select id from orders where status = 'paid';
-- name: compares_as_text
select id from orders where status::text = 'void';
-- name: value_by_parameter
select id from orders where status = $1;
-- name: not_about_it
select id from orders;
