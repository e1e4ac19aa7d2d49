-- name: quoted
select i."select", i."Id" from "Shop"."Order Items" i where i."select" <> '';
-- name: quote_in_name
select "a""b" from "Shop"."Order Items";
