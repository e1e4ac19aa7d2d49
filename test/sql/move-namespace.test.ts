/** SQL of one namespace written for another. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { loadParser, moveNamespace } from "../../src/sql/index.ts";

beforeAll(() => loadParser());

const move = (sql: string, to = "acme"): ReturnType<typeof moveNamespace> => moveNamespace(sql, { from: "public", to, keep: new Set(["citext", "="]) });

describe("names move", () => {
  it.each([
    ["create table public.users (id int)", "create table acme.users (id int)"],
    ['CREATE TABLE "public"."users" ("id" int)', 'CREATE TABLE "acme"."users" ("id" int)'],
    ["create view public.v as select PUBLIC.f(u.id) from Public.users u", "create view acme.v as select acme.f(u.id) from acme.users u"],
    ["alter table a set schema public", "alter table a set schema acme"],
    ["grant usage on schema public, other to public", "grant usage on schema acme, other to public"],
    ["grant select on public.t to public", "grant select on acme.t to public"],
    ["create schema public", "create schema if not exists acme"],
    ["drop schema if exists public", "drop schema if exists acme"],
    ["alter table public.t alter a set default nextval('public.s'::regclass)", "alter table acme.t alter a set default nextval('acme.s'::regclass)"],
    [`select nextval('"public"."S"')`, `select nextval('"acme"."S"')`],
    [
      "create function public.f() returns int language sql as 'select 1 from public.t'",
      "create function acme.f() returns int language sql as 'select 1 from acme.t'",
    ],
    [
      "create function public.f() returns int language plpgsql set search_path to 'public', 'pg_temp' as $$ begin return public.g('a;b'); end $$",
      "create function acme.f() returns int language plpgsql set search_path to 'acme', 'pg_temp' as $$ begin return acme.g('a;b'); end $$",
    ],
    ["do $x$ begin update public.t set a = 1; end $x$", "do $x$ begin update acme.t set a = 1; end $x$"],
    ["set search_path = public, other", "set search_path = acme, other"],
    ["insert into public.t values (1); update public.t set a = 2", "insert into acme.t values (1); update acme.t set a = 2"],
  ])("%s", (sql, moved) => {
    expect(move(sql)).toEqual({ sql: moved, unclear: [] });
  });
});

describe("what is no name of the namespace stays", () => {
  it.each([
    "select public.id from other.users as x",
    "select 'public'",
    "alter table other.t add column visibility text default 'public'",
    "comment on table other.t is 'see public.users'",
    "create table other.t (e public.citext)",
    "select a operator(public.=) b from other.t",
    "select x.public from other.t x",
    "-- public.users\nselect 1",
  ])("%s", (sql) => {
    const { sql: moved, unclear } = move(sql);
    // a column called like the namespace is PostgreSQL's to refuse: the text alone cannot tell it from a table's
    expect(moved).toBe(sql.startsWith("select public.id") ? "select acme.id from other.users as x" : sql);
    expect(unclear).toEqual([]);
  });
});

it("extensions are the database's: made once, never dropped for one tenant", () => {
  expect(move('create extension "citext" schema public').sql).toBe('create extension if not exists "citext" schema public');
  expect(move("create extension if not exists citext").sql).toBe("create extension if not exists citext");
  expect(move("drop extension citext;").sql).toBe(";");
});

it("an archive is the tenant's own, and so is what its register says", () => {
  expect(
    move(`insert into "selecto_archive_20260101000000"."archives" (place, holds) values ('"selecto_archive_20260101000000"."a1"', 'public.users: age')`).sql,
  ).toBe(
    `insert into "selecto_archive_20260101000000@acme"."archives" (place, holds) values ('"selecto_archive_20260101000000@acme"."a1"', 'acme.users: age')`,
  );
  expect(move("create schema selecto_archive_20260101000000_1").sql).toBe('create schema "selecto_archive_20260101000000_1@acme"');
  const long = move("drop schema selecto_archive_20260101000000", "a_tenant_with_a_name_that_is_as_long_as_they_come").sql;
  expect(long).toMatch(/^drop schema "selecto_archive_20260101000000@[\da-f]{16}"$/);
});

it("a name that needs quotes gets them, whatever the original had", () => {
  expect(move("create table public.users (id int)", "Acme & Co").sql).toBe('create table "Acme & Co".users (id int)');
  expect(move("create table public.users (id int)", "order").sql).toBe('create table "order".users (id int)');
});

it.each([
  ["select format('select * from public.%I', 't')"],
  ["do $$ begin execute 'drop table public.t'; end $$"],
  ["select 1 from information_schema.tables where table_schema = 'public'"],
  ["select set_config('search_path', 'public', true)"],
  ["set search_path to 'public.x'"],
])("a text that may be a name or a value is reported: %s", (sql) => {
  expect(move(sql)).toEqual({ sql, unclear: [expect.any(Number)] });
});
