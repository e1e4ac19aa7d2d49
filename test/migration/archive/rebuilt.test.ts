/** Tables that are built anew, or leave their parent: rows pass through the expressions that were given, and what only is declared elsewhere is no loss. */
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

const PARTS = "create table p (id int not null, c text) partition by list (id); create table p1 partition of p for values in (1);";
const ATTACHED = `${PARTS} create table p2 partition of p for values in (2)`;
const DETACHED = `${PARTS} create table p2 (id int not null, c text)`;

it("converts by expressions over the table as it was, both ways, and counts what does not go back", async () => {
  const columns = "g int generated always as (k + 1) stored";
  const migration = await trip.generate(
    `create type m as enum ('a', 'b'); create table "T x" (id int primary key, k int, c int, e m not null, ${columns}) partition by hash (id);
      create table t1 partition of "T x" for values with (modulus 1, remainder 0)`,
    `create table "T x" (id int primary key, k int, c text not null, e text not null, ${columns})`,
    [],
    {
      up: new Map([
        ['column:public."T x".c', `coalesce('#' || "T x".c || (g - k)::text, 'none')`],
        ['column:public."T x".e', "upper(e::text)"],
      ]),
      down: new Map([['column:public."T x".c', "substr(c, 2)::int"]]),
    },
  );
  await trip.database.exec(`insert into "T x" values (1, 1, null, 'a'), (2, 2, 5, 'b'), (3, 3, 6, 'b')`);
  const before = await trip.rows('select * from "T x"');
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  expect(await trip.rows('select id, c, e, g from "T x"')).toEqual([
    '{"id":1,"c":"none","e":"A","g":2}',
    '{"id":2,"c":"#51","e":"B","g":3}',
    '{"id":3,"c":"#61","e":"B","g":4}',
  ]);
  await trip.database.exec(`update "T x" set c = '#8' where id = 3; insert into "T x" values (4, 4, 'x', 'a')`);
  const refused = migrateDown(options);
  await expect(refused).rejects.toMatchObject({
    code: "value-refused",
    message: "1 row holds a value of T x.c that integer does not take",
    why: expect.stringContaining("down converts by substr(c, 2)::int (22P02); nothing was changed"),
  });
  await expect(migrateDown({ ...options, usings: new Map([['"T x".c', "1"]]) })).rejects.toMatchObject({ code: "using-fixed" });
  await migrateDown({ ...options, fills: new Map([['"T x".c', "'#' || id"]]) });
  const [first = "", second = "", third = ""] = before;
  expect(await trip.rows('select * from "T x"')).toEqual([first, second, third.replace('"c":6', '"c":8'), '{"id":4,"k":4,"c":4,"e":"a","g":5}']);
});

it("takes an expression for a partition that goes its own way", async () => {
  const own = DETACHED.replace("p2 (id int not null, c text", "p2 (id int not null, c int");
  const migration = await trip.generate(ATTACHED, own, [], { up: new Map([["column:public.p2.c", "-c::int"]]), down: new Map() });
  await trip.database.exec("insert into p values (1, '1'), (2, '2')");
  await migrateUp({ database: trip.database, reading: reading([migration]), toolVersion: "0", allow: ["lossy:p2.c"] });
  expect(await trip.rows("select c::text from p union all select c::text from p2")).toEqual(['{"c":"-2"}', '{"c":"1"}']);
});

it.each([
  [ATTACHED, DETACHED],
  [DETACHED, ATTACHED],
])("loses nothing of a table that leaves its parent or comes to one", async (from, to) => {
  const migration = await trip.generate(from, to);
  expect(migration.manifest.class).toBe("lossless");
  await trip.database.exec("insert into p values (1, '1'); insert into p2 values (2, '2')");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("insert into p2 values (2, 'new')");
  await migrateDown(options);
  expect(await trip.rows("select * from p2")).toEqual(['{"id":2,"c":"2"}', '{"id":2,"c":"new"}']);
});
