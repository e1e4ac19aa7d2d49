-- name: quotes
select "c""d" from "we;rd";
-- name: view
select * from "vi;ew";
-- name: parens
select "(p)" from "we;rd";
-- name: key
select "a.b" from "we;rd";
