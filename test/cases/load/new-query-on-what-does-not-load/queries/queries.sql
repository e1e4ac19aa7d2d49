-- name: old
select at from places;
