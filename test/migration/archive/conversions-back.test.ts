/** Type changes that somebody gave an expression for, taken back over rows that changed since and rows that did not. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrateDown } from "../../../src/migration/run/down.ts";
import { migrateUp } from "../../../src/migration/run/up.ts";
import { nodeKey } from "../../../src/model/identity.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { reading } from "../packages.ts";
import { openRoundTrip, type RoundTrip } from "./round-trip.ts";

let trip: RoundTrip;
beforeAll(async () => {
  await loadParser();
  trip = await openRoundTrip();
});
afterAll(() => trip.close());

const N = "column:public.u.n";
/** Neither check holds for values of the other type, and what becomes of NULL cannot be read back. */
const FROM = "create table u (id int primary key, n bigint unique check (n > 0))";
const TO = "create table u (id int primary key, n text check (n is not null and n <> '7'))";
const UP = "coalesce('#' || n, 'none')";
const DOWN = "substr(u.n, 2)::bigint -- the rest";

async function applied(down: ReadonlyMap<string, string>): Promise<Parameters<typeof migrateDown>[0]> {
  const migration = await trip.generate(FROM, TO, [], { up: new Map([[N, UP]]), down });
  await trip.database.exec("insert into u values (1, 9223372036854775807), (2, null), (3, 7), (4, 8)");
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec("update u set n = '#70' where id = 3; insert into u values (5, '#x'), (6, 'none'), (7, '#12')");
  return options;
}

it("converts by the expression what was entered since, and nothing that is kept", async () => {
  const options = await applied(new Map([[N, DOWN]]));
  const before = await trip.rows("select * from u");
  await expect(migrateDown(options)).rejects.toMatchObject({
    code: "value-refused",
    exit: 3,
    message: "2 rows hold values of u.n that bigint does not take",
    why: "nothing that was kept stands for them, and down converts by substr(u.n, 2)::bigint -- the rest (22P02); nothing was changed",
    next: "selecto migrate down --fill \"u.n='...'\"  (an SQL expression that gives one it takes), or convert in another way: --using u.n=...",
  });
  expect(await trip.rows("select * from u")).toEqual(before);
  await migrateDown({ ...options, fills: new Map([["u.n", "'#' || id + 100"]]) });
  expect(await trip.rows("select * from u")).toEqual([
    '{"id":1,"n":9223372036854775807}',
    '{"id":2,"n":null}',
    '{"id":3,"n":70}',
    '{"id":4,"n":8}',
    '{"id":5,"n":105}',
    '{"id":6,"n":106}',
    '{"id":7,"n":12}',
  ]);
});

it.each([
  ["of the package", new Map([[N, DOWN]])],
  ["that is a cast", new Map<string, string>()],
])("takes another expression instead of the one %s, still for nothing that is kept", async (_name, down) => {
  const options = await applied(down);
  await expect(migrateDown({ ...options, usings: new Map([["u.n", "substr(n, 3)::bigint"]]) })).rejects.toMatchObject({
    message: "2 rows hold values of u.n that bigint does not take",
  });
  // a number that is no bigint by itself: the kept ones must not go through its type
  const usings = new Map([['"u"."n"', "case when n ~ '^#[0-9]' then substr(n, 2)::double precision else id * 1000 end"]]);
  await migrateDown({ ...options, usings });
  expect(await trip.rows("select * from u")).toEqual([
    '{"id":1,"n":9223372036854775807}',
    '{"id":2,"n":null}',
    '{"id":3,"n":70}',
    '{"id":4,"n":8}',
    '{"id":5,"n":5000}',
    '{"id":6,"n":6000}',
    '{"id":7,"n":12}',
  ]);
});

it("refuses what is too long for the former type instead of cutting it off, by any name", async () => {
  const key = nodeKey("column", "we;rd", "t=1", "co l ELSE");
  const table = (type: string): string => `create schema "we;rd"; create table "we;rd"."t=1" ("i d" int primary key, "co l ELSE" ${type})`;
  const usings = { up: new Map([[key, 'upper("co l ELSE")']]), down: new Map([[key, 'lower("co l ELSE")']]) };
  const migration = await trip.generate(table("varchar(5)"), table("text"), [], usings);
  await trip.database.exec(`insert into "we;rd"."t=1" values (1, 'Ab ""'), (2, null)`);
  const options = { database: trip.database, reading: reading([migration]), toolVersion: "0" };
  await migrateUp(options);
  await trip.database.exec(`insert into "we;rd"."t=1" values (3, 'TOOLONG')`);
  await expect(migrateDown(options)).rejects.toThrow();
  await migrateDown({ ...options, usings: new Map([['"we;rd"."t=1"."co l ELSE"', 'left("co l ELSE", 4)']]) });
  expect(await trip.rows('select * from "we;rd"."t=1"')).toEqual([
    JSON.stringify({ "i d": 1, "co l ELSE": 'Ab ""' }),
    '{"i d":2,"co l ELSE":null}',
    '{"i d":3,"co l ELSE":"TOOL"}',
  ]);
});
