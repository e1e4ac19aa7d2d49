/** What a change of schema loses for good. Which conversions keep every value is asked of PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lossesOf } from "../../src/migration/losses.ts";
import { diffSchemas } from "../../src/schema/diff.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "../schema/states.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

async function losses(from: string, to: string): Promise<string[]> {
  const database = await states.database("");
  try {
    await database.exec(from);
    const before = await states.of(from);
    return (await lossesOf(diffSchemas(before, await states.of(to)), before, database)).map((loss) => loss.subject);
  } finally {
    await database.close();
  }
}

describe("types", () => {
  const cases: [string, string, boolean][] = [
    ["varchar(10)", "varchar(50)", true],
    ["varchar(50)", "varchar(10)", false],
    ["varchar(10)", "text", true],
    ["text", "varchar(10)", false],
    ["varchar(10)", "varchar", true],
    ["char(5)", "char(3)", false],
    ["integer", "bigint", true],
    ["bigint", "integer", false],
    ["smallint", "integer", true],
    ["integer", "numeric", true],
    ["numeric(10,2)", "numeric(12,2)", true],
    ["numeric(10,2)", "numeric(12,4)", true],
    ["numeric(10,2)", "numeric(10,4)", false],
    ["numeric(10,4)", "numeric(12,2)", false],
    ["numeric", "numeric(10,2)", false],
    ["numeric(10,2)", "numeric", true],
    ["integer", "numeric(3,0)", false],
    ["integer", "real", false],
    ["smallint", "real", true],
    ["integer", "double precision", true],
    ["bigint", "double precision", false],
    ["real", "double precision", true],
    ["double precision", "real", false],
    ["timestamp", "date", false],
    ["timestamp(3)", "timestamp", true],
    ["timestamp", "timestamp(3)", false],
    ["timestamptz", "timestamptz(0)", false],
    ["date", "timestamp", true],
    ["text", "integer", false],
    ["text", "jsonb", false],
    ["json", "jsonb", false],
    ["bit(4)", "bit(8)", true],
    ["bit(8)", "bit(4)", false],
    ["bigint[]", "integer[]", false],
    ["integer", "text", true],
    ["boolean", "text", true],
    ["uuid", "varchar", true],
    ["jsonb", "text", true],
    ["jsonb", "json", true],
    ["mood", "text", true],
    ["mood", "varchar(10)", false],
    ["short", "varchar", true],
    ["varchar(10)", "short", false],
    ["text", "word", true],
    ["integer[]", "bigint[]", true],
    ["bigint[]", "text[]", true],
    ["timestamptz", "text", false],
    ["double precision", "text", false],
    // the session's time zone decides what these become
    ["timestamp", "timestamptz", false],
    ["date", "timestamptz", false],
    ["text", "name", false],
    // Nothing is lost here, but PostgreSQL does not convert by itself: the values are kept once too often.
    ["integer", "numeric(10,0)", false],
  ];
  it("keep every value, or are named", async () => {
    const types = "create type mood as enum ('sad', 'glad'); create domain short as varchar(5); create domain word as text check (value <> '');";
    const table = (at: 0 | 1): string => `${types} create table t (${cases.map((one, index) => `c${index} ${one[at]}`).join(", ")})`;
    const lost = new Set(await losses(table(0), table(1)));
    const said = cases.map(([from, to], index) => `${from} -> ${to}: ${lost.has(`t.c${index}`) ? "lost" : "kept"}`);
    expect(said).toEqual(cases.map(([from, to, keeps]) => `${from} -> ${to}: ${keeps ? "kept" : "lost"}`));
  });
});

describe("things", () => {
  it.each<[string, string, string, string[]]>([
    ["a table", "create table a (x int); create table b (x int)", "create table b (x int)", ["a"]],
    ["a column", "create table a (x int, y int)", "create table a (x int)", ["a.y"]],
    ["a generated column: nothing", "create table a (x int, y int generated always as (x + 1) stored)", "create table a (x int)", []],
    ["a sequence", "create sequence s", "", ["s"]],
    ["a value of an enum", "create type m as enum ('a', 'b'); create table t (m m)", "create type m as enum ('a'); create table t (m m)", ["m"]],
    ["an enum that grows: nothing", "create type m as enum ('a')", "create type m as enum ('a', 'b')", []],
    ["a table that becomes partitioned", "create table a (x int)", "create table a (x int) partition by range (x)", ["a"]],
    [
      "a view, an index, a default, a constraint: nothing",
      "create table a (x int default 1 unique); create view v as select x from a; create index i on a (x)",
      "create table a (x int)",
      [],
    ],
    [
      "a materialized view: nothing that cannot be made again",
      "create table a (x int); create materialized view v as select x from a",
      "create table a (x int)",
      [],
    ],
    ["a namespace with its tables", "create schema s; create table s.a (x int); create sequence s.q", "", ["s.a", "s.q"]],
    ["what is added: nothing", "create table a (x int)", "create table a (x int, y int); create table b (x int)", []],
  ])("%s", async (_name, from, to, subjects) => expect(await losses(from, to)).toEqual(subjects));
});
