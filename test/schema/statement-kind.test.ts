/** What a loader does with a statement, told from its first words. */
import { describe, expect, it } from "@jest/globals";
import { createdObject, extensionsNamed, loadKind } from "../../src/schema/statement-kind.ts";

describe("loadKind", () => {
  it.each<[string, "setting" | "skip" | "structure"]>([
    ["SET search_path = app", "setting"],
    ["reset all", "setting"],
    ["SELECT pg_catalog.set_config('search_path', '', false)", "setting"],
    ["select set_config('a.b', 'c', true)", "setting"],
    ["INSERT INTO t VALUES (1)", "skip"],
    ["copy t from stdin", "skip"],
    ["BEGIN", "skip"],
    ["START TRANSACTION", "skip"],
    ["SELECT pg_catalog.setval('s', 1, true)", "skip"],
    ["ALTER TABLE public.t OWNER TO keeper", "skip"],
    ["CREATE DATABASE shop", "skip"],
    ["CREATE TABLE t (a int)", "structure"],
    ["ALTER TABLE t ADD COLUMN note text", "structure"],
    ["SELECT create_hypertable('t', 'at')", "structure"],
    ["GRANT SELECT ON t TO reader", "structure"],
    ["DO $$ begin end $$", "structure"],
  ])("%s: %s", (statement, kind) => expect(loadKind(statement)).toBe(kind));

  it.each(["ALTER TABLE t ADD COLUMN note text DEFAULT 'goes owner to bob'", "ALTER TABLE t OWNER TO bob, ADD COLUMN b int"])(
    "does not take %s for a mere change of the owner",
    (statement) => expect(loadKind(statement)).toBe("structure"),
  );
});

describe("createdObject", () => {
  it.each<[string, string, string[]]>([
    ["create table Users (id int)", "table", ["users"]],
    ['CREATE TABLE IF NOT EXISTS "Sp ace"."dot.ted" (id int)', "table", ["Sp ace", "dot.ted"]],
    ['create unique index concurrently "a""b" on t (a)', "index", ['a"b']],
    ["create or replace function app.Touch() returns trigger", "function", ["app", "touch"]],
    ["create materialized  view v as select 1", "materialized view", ["v"]],
    ["CREATE UNLOGGED TABLE t (a int)", "table", ["t"]],
    ["create or replace recursive view r (n) as select 1", "view", ["r"]],
    ["create policy own on t", "policy", ["own"]],
    ["create domain email as text", "domain", ["email"]],
  ])("%s", (statement, kind, path) => expect(createdObject(statement)).toMatchObject({ kind, path }));

  it.each(["alter table t add column a int", "drop table t", "create extension citext"])("nothing for %s", (statement) =>
    expect(createdObject(statement)).toBeUndefined(),
  );
});

it("extensionsNamed: each once, sorted, in lower case", () => {
  expect(
    extensionsNamed([
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;',
      "create extension PostGIS; create extension citext",
      "create extension citext",
    ]),
  ).toEqual(["citext", "postgis", "uuid-ossp"]);
});
