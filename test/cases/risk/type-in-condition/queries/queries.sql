-- name: compares_at
select id from events where at > now();
-- name: rounds
select id from events where amount = 0.1;
-- name: labels
select label from events;
