-- name: dots
select "a.b" from "we;rd";
-- name: quotes
select "c""d" from "we;rd";
-- name: parens
select w."(p)" from "we;rd" w;
-- name: unicode_through_view
select "ünï😀" from "vi;ew";
-- name: comma
select 1 from "we;rd" where "comma,s" = 1;
-- name: upper
select "Upper" from "we;rd";
-- name: longest
select "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" from "we;rd";
-- name: other_namespace
select "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" from "Sp ace"."dot.ted";
-- name: calls
select "fu(n)c"(1, 'it''s');
-- name: untouched
select "sel ect" from "we;rd";
