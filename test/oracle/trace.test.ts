/** What PostgreSQL reports of a step while it runs: locks, rewrites, scans, index builds, on empty tables. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import type { Database } from "../../src/model/database.ts";
import type { StepTouch } from "../../src/model/migration.ts";
import { traceSteps } from "../../src/oracle/trace.ts";

const SCHEMA = `
create table users (id int primary key, name text);
create table orders (id int primary key, user_id int, code varchar(20), amount int);
create index orders_code on orders (code);
create view open_orders as select id from orders;
create table events (id int, at date) partition by range (at);
create table events_1 partition of events for values from ('2020-01-01') to ('2021-01-01');
create table late (id int, at date not null);`;

let shadow: Database;
beforeAll(async () => {
  shadow = await openEmbedded();
});
afterAll(() => shadow.close());

/** Each touch as one line: `access exclusive table:public.orders rewrite`. */
async function trace(...steps: readonly string[]): Promise<(string[] | undefined)[]> {
  await shadow.exec(`drop schema public cascade; create schema public; ${SCHEMA}`);
  const touches = await traceSteps(
    shadow,
    steps.map((sql) => ({ sql, inTransaction: !sql.includes("concurrently") })),
    ["public"],
  );
  return touches.map((found) => found?.map(({ relation, lock, work }: StepTouch) => [lock, relation.replace("public.", ""), ...work].join(" ")));
}

describe("traceSteps", () => {
  it.each<[string, string[]]>([
    ["alter table orders add column a int default 5", ["access exclusive table:orders"]],
    ["alter table orders add column b float default random()", ["access exclusive table:orders rewrite"]],
    ["alter table orders add column c int generated always as (amount * 2) stored", ["access exclusive table:orders rewrite"]],
    ["alter table orders add column c bigserial", ["access exclusive table:orders rewrite"]],
    ["alter table orders alter code type varchar(50)", ["access exclusive table:orders"]],
    ["alter table orders alter code type varchar(10)", ["access exclusive table:orders rewrite"]],
    ["alter table orders alter amount type bigint", ["access exclusive table:orders rewrite"]],
    ["alter table orders add foreign key (user_id) references users", ["share row exclusive table:orders scan", "share row exclusive table:users"]],
    ["alter table orders add foreign key (user_id) references users not valid", ["share row exclusive table:orders", "share row exclusive table:users"]],
    ["alter table orders add check (amount > 0)", ["access exclusive table:orders scan"]],
    ["alter table orders add check (amount > 0) not valid", ["access exclusive table:orders"]],
    ["alter table orders alter amount set not null", ["access exclusive table:orders scan"]],
    ["alter table orders add unique (code)", ["access exclusive table:orders index scan"]],
    ["create index on orders (amount)", ["share table:orders index scan"]],
    ["create index on events (at)", ["share table:events", "share table:events_1 index scan"]],
    ["update orders set amount = 1", ["row exclusive table:orders scan"]],
    [
      "alter table events attach partition late for values from ('2021-01-01') to ('2022-01-01')",
      ["access exclusive table:late scan", "share update exclusive table:events"],
    ],
    ["drop table users", ["access exclusive table:users"]],
    ["drop view open_orders", ["access exclusive view:open_orders"]],
    ["create view v as select * from orders", []],
    ["create table fresh (id int)", []],
    ["create table fresh (id int references users)", ["share row exclusive table:users"]],
    ["alter table orders rename to purchases", ["access exclusive table:orders"]],
  ])("%s", async (sql, expected) => {
    expect(await trace(sql)).toEqual([expected]);
  });

  it("speaks of what was there before the first step only", async () => {
    expect(await trace("create table fresh (id int)", "alter table fresh add column x float default random()", "create index on fresh (x)")).toEqual([
      [],
      [],
      [],
    ]);
  });

  it("sees a validation under a weak lock, and a check that spares NOT NULL its scan", async () => {
    expect(
      await trace(
        "alter table orders add constraint there check (amount is not null) not valid",
        "alter table orders validate constraint there",
        "alter table orders alter amount set not null",
      ),
    ).toEqual([["access exclusive table:orders"], ["share update exclusive table:orders scan"], ["access exclusive table:orders"]]);
  });

  it("a path that a step sets for its transaction holds for the next", async () => {
    await shadow.exec("create schema app; create table app.other (id int)");
    const add = "alter table other add column x int";
    expect(await trace(add, "set local search_path = app", add, "set local search_path = public", add)).toEqual([
      undefined,
      [],
      ["access exclusive table:app.other"],
      [],
      undefined,
    ]);
  });

  it("has nothing to say of a database that was empty", async () => {
    await shadow.exec("drop schema public cascade; create schema public");
    const steps = ["create table a (id int)", "create index on a (id)", "alter table nobody add x int"].map((sql) => ({ sql, inTransaction: true }));
    expect(await traceSteps(shadow, steps, ["public"])).toEqual([[], [], undefined]);
  });

  it("a refused step is not known, and the next one is", async () => {
    expect(await trace("alter table nobody add column x int", "alter table users add column x int")).toEqual([undefined, ["access exclusive table:users"]]);
  });

  it("an index that is there already is not built by the constraint that takes it", async () => {
    const take = (name: string): string => `alter table users add constraint ${name} unique using index ${name}`;
    expect(
      await trace("create unique index concurrently one on users (name)", take("one"), "create unique index two on users (name, id)", take("two")),
    ).toEqual([undefined, ["access exclusive table:users"], ["share table:users index scan"], ["access exclusive table:users"]]);
  });

  it("a step outside a transaction runs, and is not known", async () => {
    expect(await trace("create index concurrently users_name on users (name)", "drop index users_name")).toEqual([undefined, ["access exclusive table:users"]]);
  });
});
