-- name: casts
select id from users where mood = 'ok'::mood;
-- name: reads
select mood from users;
