/** Schema files describe one state: any order, dumps as they are, and exact places for what fails. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Database } from "../../src/model/database.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadFiles, type LoadFailure } from "../../src/schema/load.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";
import { RUNS } from "../laws/runs.ts";

const pool = openShadowPool();
beforeAll(() => loadParser());
afterAll(() => pool.close());

async function inShadow<T>(use: (database: Database) => Promise<T>): Promise<T> {
  const database = await pool.open();
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

const place = ({ position, error }: LoadFailure): string => `${position.file}:${position.line}:${position.column} ${error.sqlstate}`;

async function failuresOf(text: string): Promise<string[]> {
  return inShadow(async (database) => (await loadFiles(database, [{ file: "s.sql", text }])).failures.map(place));
}

const STATEMENTS = [
  "create schema app",
  "create type app.mood as enum ('sad', 'ok')",
  "create domain app.label as text check (value <> '')",
  "create sequence app.numbers",
  "create table app.users (id int primary key default nextval('app.numbers'), name app.label not null, mood app.mood)",
  "create table app.orders (id int primary key, user_id int not null, total numeric(10, 2))",
  "alter table app.orders add constraint orders_user foreign key (user_id) references app.users on delete cascade",
  "create index orders_user on app.orders (user_id)",
  "create view app.totals as select user_id, sum(total) as total from app.orders group by user_id",
  "create materialized view app.named as select u.name, t.total from app.users u join app.totals t on t.user_id = u.id",
  "create function app.touch() returns trigger language plpgsql as 'begin return new; end'",
  "create trigger touched before update on app.orders for each row execute function app.touch()",
  "create function app.count_users() returns bigint language sql stable as 'select count(*) from app.users'",
  "alter table app.orders enable row level security",
  "create policy own on app.orders to keeper using (user_id = 1)",
  "grant select on app.totals to keeper",
  "comment on table app.users is 'people'",
];

it("law: the order of statements and files does not matter", async () => {
  const expected = await inShadow(async (database) => {
    expect((await loadFiles(database, [{ file: "s.sql", text: STATEMENTS.join(";\n") }])).failures).toEqual([]);
    return (await extractSchema(database)).orderedFingerprint;
  });
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(STATEMENTS, { minLength: STATEMENTS.length }), fc.nat(STATEMENTS.length), (shuffled, cut) =>
      inShadow(async (database) => {
        const files = [shuffled.slice(0, cut), shuffled.slice(cut)].map((part, at) => ({ file: `${at}.sql`, text: part.map((one) => `${one};\n`).join("") }));
        const { failures, statements } = await loadFiles(database, files);
        expect(failures).toEqual([]);
        expect(statements).toBe(STATEMENTS.length);
        expect((await extractSchema(database)).orderedFingerprint).toBe(expected);
      }),
    ),
    { numRuns: RUNS },
  );
});

describe("a dump", () => {
  const DUMP = String.raw`\restrict abc
-- PostgreSQL database dump
SET statement_timeout = 0;
SET transaction_timeout = 0;
SET a_setting_of_tomorrow = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
CREATE FUNCTION public.later() RETURNS bigint LANGUAGE sql AS $$select count(*) from public.users$$;
ALTER FUNCTION public.later() OWNER TO keeper;
SET default_tablespace = '';
CREATE TABLE public.users (
    id integer NOT NULL,
    name text DEFAULT 'a;b'::text
);
ALTER TABLE public.users OWNER TO keeper;
COPY public.users (id, name) FROM stdin;
1	create table public.smuggled (a int);
2	\.x
\.
INSERT INTO public.users VALUES (3, 'x');
SELECT pg_catalog.setval('public.users_id_seq', 3, true);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
GRANT SELECT ON TABLE public.users TO "Odd Reader";
\unrestrict abc
`;

  it("loads with its psql commands, settings, rows and roles", () =>
    inShadow(async (database) => {
      expect((await loadFiles(database, [{ file: "dump.sql", text: DUMP }])).failures).toEqual([]);
      expect(await database.query("select count(*)::int as rows from public.users")).toEqual([{ rows: 0 }]);
      const { facts } = await extractSchema(database);
      const keys = facts.map((fact) => fact.key);
      expect(keys).toEqual(
        expect.arrayContaining([
          "table:public.users",
          "constraint:public.users.users_pkey",
          "function:public.later()",
          'acl:(table:public.users)."Odd Reader"',
        ]),
      );
      expect(keys).not.toContain("table:public.smuggled");
    }));

  it("keeps its settings to its own file", () =>
    inShadow(async (database) => {
      const { failures } = await loadFiles(database, [
        { file: "a.sql", text: "set search_path = app; create schema app; create table inside (a int);" },
        { file: "b.sql", text: "create table outside (a int);" },
      ]);
      expect(failures).toEqual([]);
      expect(
        await database.query(
          "select table_schema || '.' || table_name as name from information_schema.tables where table_name in ('inside', 'outside') order by 1",
        ),
      ).toEqual([{ name: "app.inside" }, { name: "public.outside" }]);
    }));
});

describe("what fails", () => {
  it.each<[string, string, string[]]>([
    ["where PostgreSQL points", "create table t (a int);\ncreate view v as\n  select a, nope from t;", ["s.sql:3:13 42703"]],
    ["at its start where PostgreSQL points nowhere", "create table t (a int);\n\n  create table t (b int);", ["s.sql:3:3 42P07"]],
    [
      "counting UTF-16 units after characters beyond the first plane",
      'create table "😀" ("größe" int); /* 😀 */ create view v as select \'😀\', nope from "😀";',
      ["s.sql:1:73 42703"],
    ],
    [
      "also where it does not parse, without hiding others",
      "create table a (x int);\nselec 1;\ncreate view v as select y from a;",
      ["s.sql:2:1 42601", "s.sql:3:25 42703"],
    ],
    [
      "in the order of the text, however often it was tried",
      "create view b as select * from a;\ncreate view a as select * from nowhere;\ncreate table c (x missing);",
      ["s.sql:1:32 42P01", "s.sql:2:32 42P01", "s.sql:3:19 42704"],
    ],
    ["two on one line by column", "create view a as select * from n1; create view b as select * from n2;", ["s.sql:1:32 42P01", "s.sql:1:67 42P01"]],
    ["for a role that PostgreSQL keeps for itself", "create table t (a int); grant select on t to pg_nobody;", ["s.sql:1:25 42704"]],
  ])("%s", async (_name, text, failures) => expect(await failuresOf(text)).toEqual(failures));

  it("does not keep the rest from loading, and says what was to be made", () =>
    inShadow(async (database) => {
      const { failures, statements } = await loadFiles(database, [
        { file: "s.sql", text: 'create table a (x int);\ncreate\n  view "V.w" as select 1 from nowhere;\ncreate table b (x int);' },
      ]);
      expect(statements).toBe(2);
      expect(failures).toMatchObject([{ statement: "create", object: { kind: "view", path: ["V.w"] } }]);
    }));

  it("names the extension that is not there, once", () =>
    inShadow(async (database) => {
      const { failures } = await loadFiles(database, [{ file: "s.sql", text: "create extension postgis;\ncomment on extension postgis is 'places';" }]);
      expect(failures).toMatchObject([{ extension: "postgis", position: { line: 1 } }]);
    }));
});
