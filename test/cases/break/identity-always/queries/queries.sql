-- name: gives_the_id
insert into notes (id, body) values ($1, $2);
-- name: overrides
insert into notes (id, body) overriding system value values ($1, $2);
-- name: leaves_it_out
insert into notes (body) values ($1);
