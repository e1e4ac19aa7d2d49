create table "we;rd" ("a.b" int primary key, "c""d" text, "(p)" int);
create view "vi;ew" as select "c""d" from "we;rd";
