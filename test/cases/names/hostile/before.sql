create schema "Sp ace";
create table "we;rd" ("a.b" int primary key, "c""d" text, "sel ect" text, "(p)" int, "ünï😀" text, "comma,s" int, "Upper" text, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" int);
create table "Sp ace"."dot.ted" (id int primary key, "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" text);
create view "vi;ew" as select "a.b", "ünï😀" from "we;rd";
create type "ty pe" as enum ('it''s', 'b"c');
create function "fu(n)c"(a int, b "ty pe") returns int language sql stable as 'select 1';
create index "in dex" on "we;rd" ("comma,s");
