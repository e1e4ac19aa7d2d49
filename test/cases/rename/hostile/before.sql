create schema "Shop";
create table "Shop"."Order Items" ("Id" int primary key, "select" text, "a""b" int);
