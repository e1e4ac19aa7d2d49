/** A migration history is a sequence: in order, up to the first failure, with its exact place. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Database } from "../../src/model/database.ts";
import { loadHistory, type LoadOptions, type LoadResult, type SchemaScript } from "../../src/schema/load.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";

const pool = openShadowPool();
beforeAll(() => loadParser());
afterAll(() => pool.close());

interface Outcome extends LoadResult {
  readonly relations: readonly string[];
}

async function replay(scripts: readonly (string | SchemaScript)[], options: LoadOptions = {}): Promise<Outcome> {
  const database = await pool.open();
  try {
    const result = await loadHistory(
      database,
      scripts.map((script, at) => (typeof script === "string" ? { file: `${at + 1}.sql`, text: script } : script)),
      options,
    );
    return { ...result, relations: await relationsOf(database) };
  } finally {
    await database.close();
  }
}

async function relationsOf(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    "select case when nspname = 'public' then '' else nspname || '.' end || relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace where pg_class.oid >= 16384 and relkind in ('r', 'v', 'i') order by 1",
  );
  return rows.map((row) => row.name);
}

const places = ({ failures }: LoadResult): string[] =>
  failures.map(({ position, error }) => `${position.file}:${position.line}:${position.column} ${error.sqlstate}`);

describe("scripts that run", () => {
  it.each<[string, (string | SchemaScript)[], string[]]>([
    ["in their order", ["create table a (x int);", "alter table a rename to b;", "create table a (y int);"], ["a", "b"]],
    ["also empty ones", ["", "-- nothing\n", "create table a (x int);"], ["a"]],
    ["CONCURRENTLY, which no transaction takes", ["create table a (x int);", "create index concurrently a_x on a (x);"], ["a", "a_x"]],
    [
      "parts in transactions beside one that takes none",
      [
        "create table a (x int);",
        {
          file: "2.sql",
          text: "lock table a; create table b (x int); create index concurrently a_x on a (x); lock table b; create table c (x int);",
          parts: [
            { from: 0, to: 37, transactional: true },
            { from: 37, to: 77, transactional: false },
            { from: 77, to: 118, transactional: true },
          ],
        },
      ],
      ["a", "a_x", "b", "c"],
    ],
    ["CONCURRENTLY beside other statements", ["create table a (x int);\ncreate index concurrently a_x on a (x);\ncreate table b (x int);"], ["a", "a_x", "b"]],
    [
      "a new enum value used in the same script",
      ["create type m as enum ('a'); create table t (m m);", "alter type m add value 'b';\ncreate view v as select * from t where m = 'b';"],
      ["t", "v"],
    ],
    ["roles nobody made", ["create table a (x int); grant select on a to reader, writer;"], ["a"]],
    ["a transaction of their own", ["begin;\ncreate table a (x int);\ncommit;"], ["a"]],
    [
      "roles nobody made, inside and after a transaction of their own",
      ["begin;\ncreate table a (x int);\ncommit;\nbegin;\ncreate table b (x int);\ngrant select on a to reader;\ncommit;\ngrant select on b to writer;"],
      ["a", "b"],
    ],
    ["CONCURRENTLY after a transaction of their own", ["begin;\ncreate table a (x int);\ncommit;\ncreate index concurrently a_x on a (x);"], ["a", "a_x"]],
    [
      "roles nobody made, in a script without a transaction",
      [{ file: "1.sql", text: "create table a (x int);\ngrant select on a to reader;", transactional: false }],
      ["a"],
    ],
    ["with savepoints", ["begin; create table a (x int); savepoint s; create table b (x int); rollback to savepoint s; commit;"], ["a"]],
    [
      "with a setting that ends with its script",
      ["create schema app; set search_path = app; create table a (x int);", "create table b (x int);"],
      ["app.a", "b"],
    ],
  ])("%s", async (_name, scripts, relations) => {
    const result = await replay(scripts);
    expect(places(result)).toEqual([]);
    expect(result.scripts).toBe(scripts.length);
    expect(result.relations).toEqual(relations);
  });

  it("find unqualified names on the search path they are given", async () => {
    const { relations } = await replay(["create schema app; create table app.a (x int); create table public.a (x int);", "alter table a rename to b;"], {
      searchPath: "app, public",
    });
    expect(relations).toEqual(["a", "app.b"]);
  });
});

describe("the first script that fails", () => {
  it.each<[string, (string | SchemaScript)[], string[], number]>([
    ["ends the history", ["create table a (x int);", "alter table nope add column y int;", "create table c (x int);"], ["2.sql:1:1 42P01"], 1],
    ["where PostgreSQL points", ["-- größe 😀\ncreate table a (x int);\ncreate view v as\n  select '😀', nope from a;"], ["1.sql:4:16 42703"], 0],
    ["at the statement where PostgreSQL points nowhere", ["create table a (x int);\n\n  alter table a drop column nope;"], ["1.sql:3:3 42703"], 0],
    ["inside a transaction of its own", ["begin;\ncreate table a (x int);\ncommit;\nbegin;\nalter table a drop column nope;\ncommit;"], ["1.sql:5:1 42703"], 0],
    [
      "where it does not parse, also without a transaction",
      [{ file: "1.sql", text: "create table a (x int);\nselec 1;", transactional: false }],
      ["1.sql:2:1 42601"],
      0,
    ],
    ["where it does not parse", ["create table a (x int);\nselec 1;"], ["1.sql:2:1 42601"], 0],
  ])("%s", async (_name, scripts, failures, whole) => {
    const result = await replay(scripts);
    expect(places(result)).toEqual(failures);
    expect(result.scripts).toBe(whole);
  });

  it("leaves nothing of itself behind in a transaction", async () => {
    expect((await replay(["create table a (x int);", "create table b (x int);\nalter table nope add column y int;"])).relations).toEqual(["a"]);
  });

  it("says which statement it was and what it was to make", async () => {
    const { failures } = await replay(['create table a (x int);\ncreate view "V" as\n  select nope from a;']);
    expect(failures).toMatchObject([{ statement: 'create view "V" as', object: { kind: "view", path: ["V"] }, position: { line: 3, column: 10 } }]);
  });
});
