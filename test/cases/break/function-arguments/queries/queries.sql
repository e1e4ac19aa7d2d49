-- name: one_argument
select price(1.5);
