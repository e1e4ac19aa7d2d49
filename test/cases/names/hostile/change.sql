alter table "we;rd" drop column "c""d", drop column "(p)", drop column "Upper", drop column "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
alter table "Sp ace"."dot.ted" drop column "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü";
alter table "we;rd" alter column "ünï😀" set not null;
alter table "we;rd" alter column "a.b" drop identity if exists;
drop index "in dex";
create or replace function "fu(n)c"(a int, b "ty pe") returns int language sql stable as 'select 2';
