/** Type changes by an expression that gives rows a value where they have none, in a column that must have one from now on. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrateDown } from "../../../src/migration/run/down.ts";
import { migrateUp } from "../../../src/migration/run/up.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { reading } from "../packages.ts";
import { openRoundTrip, type RoundTrip } from "./round-trip.ts";

let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

const key = (column: string): string => `column:public.t.${column}`;

it("converts first and requires a value then, with defaults before and after", async () => {
  const up = new Map([
    [key("c"), "coalesce(c::int, 0)"],
    [key("m"), "coalesce(m, 'none')::public.mood"],
  ]);
  const migration = await trip.generate(
    "create type mood as enum ('none'); create table t (id int primary key, c text default '7', m text)",
    "create type mood as enum ('none', 'ok'); create table t (id int primary key, c int not null default 3, m mood not null)",
    [],
    { up, down: new Map() },
  );
  await trip.database.exec("insert into t values (1, null, null), (2, '5', 'none')");
  const before = await trip.rows("select * from t");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  expect(await trip.rows("select * from t")).toEqual(['{"id":1,"c":0,"m":"none"}', '{"id":2,"c":5,"m":"none"}']);
  await trip.database.exec("insert into t (id, m) values (3, 'none')");
  await migrateDown(options);
  expect(await trip.rows("select * from t")).toEqual([...before, '{"id":3,"c":"3","m":"none"}']);
});

it.each(["id int primary key", "id int"])("and so on the way back, for a table with %s", async (id) => {
  const migration = await trip.generate(`create table t (${id}, c text not null)`, `create table t (${id}, c int)`, [], {
    up: new Map([[key("c"), "nullif(c, '')::int"]]),
    down: new Map([[key("c"), "coalesce(c::text, 'none')"]]),
  });
  await trip.database.exec("insert into t values (1, '5')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0", allow: ["lossy:t.c"] };
  await migrateUp(options);
  await trip.database.exec("insert into t values (2, null)");
  await migrateDown(options);
  expect(await trip.rows("select * from t")).toEqual(['{"id":1,"c":"5"}', '{"id":2,"c":"none"}']);
});
