-- name: compares_with_text
select id from items where code like 'A%';
-- name: joins_by_code
select i.id, c.label from items i join codes c on c.code = i.code;
-- name: adds
select id from items where amount + 1 > 3;
-- name: by_parameter
select id from items where code = $1;
-- name: ids_only
select id from items;
