/** Extraction, fingerprints and differences: equal schemas are equal values, and only they are. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Change } from "../../src/model/change.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { diffSchemas, orderChanged } from "../../src/schema/diff.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { toFactBase } from "../../src/schema/fact-base.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "./states.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

const SHOP = `
create type status as enum ('new', 'paid');
create table users (id int primary key, name text not null, mail text);
create table orders (id int primary key, user_id int references users, status status default 'new');
create view paid as select id from orders where status = 'paid';
create index orders_user on orders (user_id);
comment on table users is 'people';
create function f(a int, b text) returns int language sql as 'select 1';`;

const shown = (changes: readonly Change[]): string[] =>
  changes.map((change) => `${change.verb} ${change.key}${change.verb === "alter" ? ` ${change.attribute}` : ""}`);
const isSame = (from: SchemaState, to: SchemaState): [boolean, boolean] => [
  from.fingerprint === to.fingerprint,
  from.orderedFingerprint === to.orderedFingerprint,
];

describe("the schema of a database", () => {
  it("is read without touching the session", async () => {
    const database = await states.database("create schema app");
    await database.exec('set search_path = app, "Odd, one"');
    await extractSchema(database);
    expect(await database.query("select current_setting('search_path') as path")).toEqual([{ path: 'app, "Odd, one"' }]);
    await database.close();
  });

  it("does not depend on the search path that it is read with", async () => {
    const sql =
      "create schema app; create table app.t (a int); create view app.v as select a from app.t; create function app.f(t app.t) returns setof app.t language sql as 'select null::app.t'";
    const database = await states.database(sql);
    const one = await extractSchema(database);
    await database.exec("set search_path = app");
    expect(await extractSchema(database)).toEqual(one);
    await database.close();
  });

  it("holds no notes that a patched server keeps about a column, and the options that SQL sets", async () => {
    const database = await states.database("create table t (a int, b int)");
    const plain = await extractSchema(database);
    await database.exec("update pg_attribute set attoptions = '{pg_attver=22734668048}' where attrelid = 't'::regclass and attnum > 0");
    expect(await extractSchema(database)).toEqual(plain);
    await database.exec("update pg_attribute set attoptions = '{pg_attver=22734668048,n_distinct=5}' where attrelid = 't'::regclass and attname = 'a'");
    const set = await extractSchema(database);
    expect(shown(diffSchemas(plain, set))).toEqual(["add columnSettings:public.t.a"]);
    expect(JSON.stringify(set.facts)).not.toContain("pg_attver");
    await database.close();
  });

  it("is sorted, tagged with the major version, and plain JSON that the planner takes back unchanged", async () => {
    const state = await states.of(SHOP);
    const keys = state.facts.map((fact) => fact.key);
    expect(keys).toEqual(keys.toSorted());
    expect(state.fingerprint).toMatch(/^s1:pg18:[0-9a-f]{64}$/);
    const stored: SchemaState = JSON.parse(JSON.stringify(state));
    expect(stored).toEqual(state);
    expect(toFactBase(stored).rootHash).toBe(toFactBase(state).rootHash);
  });

  it("holds nothing of selecto's own namespaces", async () => {
    const database = await states.database(SHOP);
    const before = await extractSchema(database);
    await database.exec(
      "create schema selecto; create table selecto.ledger (a int); create schema selecto_archive_1; create table selecto_archive_1.a1 (like users); create schema selecto_probe; create function selecto_probe.p() returns int language sql as 'select 1'",
    );
    expect(await extractSchema(database)).toEqual(before);
    await database.close();
  });

  it("says what it does not compare", async () => {
    const { diagnostics } = await states.of("create text search template plain (lexize = dsimple_lexize)");
    expect(diagnostics).toMatchObject([{ code: "not-compared", severity: "warning" }]);
  });
});

const TRIGGER =
  "create table a (x int); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before insert on a for each row execute function f()";

describe("fingerprints", () => {
  it.each<[string, string, string, [boolean, boolean]]>([
    ["statements in another order", "create table a (x int); create table b (y int)", "create table b (y int); create table a (x int)", [true, true]],
    ["columns in another order", "create table a (x int, y int)", "create table a (y int, x int)", [true, false]],
    ["a column that came and went", "create table a (x int, y int)", "create table a (gone int, x int, y int); alter table a drop column gone", [true, true]],
    ["attributes of a type in another order", "create type p as (x int, y int)", "create type p as (y int, x int)", [true, false]],
    ["another type", "create table a (x int)", "create table a (x bigint)", [false, false]],
    ["another name of a constraint", "create table a (x int constraint one unique)", "create table a (x int constraint two unique)", [false, false]],
    [
      "another spelling of the same view",
      "create table a (x int); create view v as select x from a",
      'create table a (x int); create view v as select "a".x as x from public.a',
      [true, true],
    ],
    ["another comment", "create table a (x int); comment on table a is 'b'", "create table a (x int); comment on table a is 'c'", [false, false]],
    ["a grant to somebody", "create table a (x int)", "create table a (x int); create role reader; grant select on a to reader", [false, false]],
    ["a role alone", "create table a (x int)", "create table a (x int); create role reader", [true, true]],
    ["another owner", "create table a (x int)", "create table a (x int); create role keeper; alter table a owner to keeper", [true, true]],
    ["enum values in another order", "create type m as enum ('a', 'b')", "create type m as enum ('b', 'a')", [false, false]],
    [
      "a function body",
      "create function f() returns int language sql as 'select 1'",
      "create function f() returns int language sql as 'select 2'",
      [false, false],
    ],
    ["row-level security", "create table a (x int)", "create table a (x int); alter table a enable row level security", [false, false]],
    ["a disabled trigger", TRIGGER, `${TRIGGER}; alter table a disable trigger t`, [false, false]],
    ["rows", "create table a (x int)", "create table a (x int); do $$ begin insert into a values (1); end $$", [true, true]],
  ])("%s", async (_name, from, to, same) => expect(isSame(await states.of(from), await states.of(to))).toEqual(same));
});

describe("differences", () => {
  it("of a state and itself: none", async () => {
    const state = await states.of(SHOP);
    expect(diffSchemas(state, state)).toEqual([]);
    expect(orderChanged(state, state)).toEqual([]);
  });

  it.each<[string, string, string[], string[]]>([
    [
      "a table added with all it has",
      `${SHOP}; create table tags (id int primary key, name text default 'x'); comment on table tags is 'y'`,
      ["add table:public.tags"],
      ["drop table:public.tags"],
    ],
    [
      "a column added with its default",
      `${SHOP}; alter table users add column age int default 1`,
      ["add column:public.users.age"],
      ["drop column:public.users.age"],
    ],
    ["a default alone", `${SHOP}; alter table users alter column mail set default ''`, ["add default:public.users.mail"], ["drop default:public.users.mail"]],
    [
      "a type",
      `${SHOP}; alter table users alter column mail type varchar(20)`,
      ["alter column:public.users.mail type"],
      ["alter column:public.users.mail type"],
    ],
    ["an enum", `${SHOP}; alter type status add value 'void'`, ["alter type:public.status values"], ["alter type:public.status values"]],
    ["a comment", `${SHOP}; comment on table users is 'customers'`, ["alter comment:(table:public.users) text"], ["alter comment:(table:public.users) text"]],
  ])("%s, and back", async (_name, sql, there, back) => {
    const [from, to] = [await states.of(SHOP), await states.of(sql)];
    expect(shown(diffSchemas(from, to))).toEqual(there);
    expect(shown(diffSchemas(to, from))).toEqual(back);
  });

  it("of column order are told apart: additions at the end are none", async () => {
    const from = await states.of("create table a (x int, y int); create table b (x int, y int); create table c (x int)");
    const to = await states.of("create table a (y int, x int); create table b (x int, y int, z int); create table c (z int, x int)");
    expect(orderChanged(from, to)).toEqual(["table:public.a"]);
    expect(shown(diffSchemas(from, to))).toEqual(["add column:public.b.z", "add column:public.c.z"]);
  });
});
