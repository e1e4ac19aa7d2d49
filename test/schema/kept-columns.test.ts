/** A column whose collation changes, or that stops being generated, stays where it is with its values. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Database } from "../../src/model/database.ts";
import { planWay } from "../../src/operations/plan-migration.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadFiles } from "../../src/schema/load.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "../oracle/shadow-pool.ts";

const pool = openShadowPool();
beforeAll(() => loadParser());
afterAll(() => pool.close());

async function build(text: string): Promise<Database> {
  const database = await pool.open();
  expect((await loadFiles(database, [{ file: "schema.sql", text }])).failures).toEqual([]);
  return database;
}

it.each([
  ["create table t (id int, b text)", 'create table t (id int, b text collate "C")', "x"],
  [
    'create table t (id int, b text collate "C" default 1); create index i on t (b); create view v as select b from t',
    "create table t (id int, b text default 1); create index i on t (b); create view v as select b from t",
    "x",
  ],
  ["create table t (id int, b text generated always as ('n' || id) stored)", "create table t (id int, b text)", "n1"],
])("%s becomes %s", async (before, after, value) => {
  const goal = await build(after);
  const to = await extractSchema(goal);
  await goal.close();
  const shadow = await build(before);
  const from = await extractSchema(shadow);
  await shadow.exec(value === "n1" ? "insert into t values (1)" : `insert into t values (1, '${value}')`);
  expect(await planWay(shadow, from, to)).toMatchObject({ left: [], refused: [] });
  expect(await shadow.query("select b from t")).toEqual([{ b: value }]);
  await shadow.close();
});
