/** Plans are carried out, not admired: what PostgreSQL takes, in which order, and where it leads. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { PlannedStatement } from "../../src/model/plan.ts";
import { applyPlan } from "../../src/schema/apply-plan.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { planSchema } from "../../src/schema/plan.ts";
import { loadParser } from "../../src/sql/index.ts";
import { planWay } from "../../src/operations/plan-migration.ts";
import { openStates } from "./states.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

const PLAIN =
  "create table events (id int not null, at date not null, kind text); create view kinds as select distinct kind from events; create table others (a int); create index events_kind on events (kind);";
const PARTITIONED =
  "create table events (id int not null, at date not null, kind text) partition by range (at); create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01'); create view kinds as select distinct kind from events; create table others (a int); create index events_kind on events (kind);";

/** From one schema to another and back, each by doing. */
async function walk(from: string, to: string): Promise<{ there: string[]; back: string[]; refused: number; statements: PlannedStatement[] }> {
  const [start, goal] = [await states.of(from), await states.of(to)];
  const database = await states.database(from);
  try {
    const there = await planWay(database, start, goal);
    const back = await planWay(database, there.reached, start);
    return {
      there: there.left.map((change) => change.key),
      back: back.left.map((change) => change.key),
      refused: there.refused.length + back.refused.length,
      statements: [...there.statements],
    };
  } finally {
    await database.close();
  }
}

describe("planSchema", () => {
  it("of equal states: nothing", async () => expect(planSchema(await states.of(PLAIN), await states.of(PLAIN))).toEqual({ statements: [] }));

  it("says what is lost, locked and outside of transactions", async () => {
    const from = await states.of("create type m as enum ('a'); create table t (id int, gone text, big int, m m)");
    const to = await states.of("create type m as enum ('a', 'b'); create table t (id int, big bigint, m m); create table u (id int)");
    const find = (key: string): PlannedStatement | undefined =>
      planSchema(from, to).statements.find((statement) => [...statement.produces, ...statement.destroys].includes(key));
    expect(find("column:public.t.gone")).toMatchObject({ verb: "drop", destructive: true, mode: "tx" });
    expect(find("table:public.u")).toMatchObject({ verb: "create", destructive: false, rewrite: false });
    expect(
      planSchema(from, to)
        .statements.filter((statement) => statement.rewrite)
        .map((statement) => statement.sql),
    ).toEqual([expect.stringMatching(/"big" .*bigint/i)]);
    expect(
      planSchema(from, to)
        .statements.filter((statement) => statement.commitAfter)
        .map((statement) => statement.sql),
    ).toEqual([expect.stringMatching(/ADD VALUE/)]);
  });

  it("makes a new table whole, its columns in order, where their types are new too", async () => {
    const types = `create schema kit; create type kit.mood as enum ('sad', 'ok'); create domain kit.amount as numeric check (value >= 0); comment on domain kit.amount is 'x';`;
    const to = await states.of(
      `${types} create table t (m kit.mood not null default 'ok', total kit.amount, pair kit.mood[], last int); create table u (a int, t t, z int)`,
    );
    const created = planSchema(await states.of(""), to).statements.filter((statement) => / TABLE /.test(statement.sql));
    expect(created.map((statement) => statement.sql.split(" ").slice(0, 3).join(" "))).toEqual(['CREATE TABLE "public"."t"', 'CREATE TABLE "public"."u"']);
    const database = await states.database("");
    const way = await planWay(database, await states.of(""), to);
    expect(way).toMatchObject({ left: [], refused: [] });
    expect(way.reached.orderedFingerprint).toBe(to.orderedFingerprint);
    await database.close();
  });

  it("a type that needs more than types waits for it, with all that belongs to it", async () => {
    const checked =
      "create function is_one(t text) returns boolean language sql immutable return t = '1'; create domain one as text check (is_one(value)); create table t (o one); create table u (t t, os one[]);";
    expect(await walk("", checked)).toMatchObject({ there: [], back: [], refused: 0 });
  });

  it("leaves owners alone and needs no roles", async () => {
    const from = await states.of("create table t (a int)");
    const to = await states.of("create role keeper; create role reader; create table t (a int); alter table t owner to keeper; grant select on t to reader");
    const planned = planSchema(from, to).statements.map((statement) => statement.sql);
    expect(planned.at(-1)).toMatch(/^GRANT SELECT .* TO "?reader"?$/);
    expect(planned.join()).not.toMatch(/OWNER|keeper|CREATE ROLE/);
  });
});

describe("planWay", () => {
  it.each<[string, string, string]>([
    ["a plain table becomes partitioned", PLAIN, PARTITIONED],
    [
      "a view's column changes its type",
      "create table t (a int); create view v as select a from t; create view w as select a from v",
      "create table t (a bigint); create view v as select a from t; create view w as select a from v",
    ],
    [
      "an enum loses a value that columns, defaults and views use",
      "create type m as enum ('a', 'b'); create table t (m m default 'a'); create view v as select m from t where m = 'a'",
      "create type m as enum ('a'); create table t (m m default 'a'); create view v as select m from t where m = 'a'",
    ],
    [
      "a column leaves an enum that gets another value, and comes back",
      "create type m as enum ('a'); create table t (id int, c m default 'a'); create view v as select id, c from t",
      "create type m as enum ('a', 'b'); create table t (id int, c text)",
    ],
    [
      "one column leaves an enum that changes and another comes to it",
      "create type m as enum ('a', 'b'); create table t (x m default 'a', y text, z m[]); create view v as select x, y from t",
      "create type m as enum ('c', 'b'); create table t (x text, y m default 'c', z m[]); create view v as select x, y from t",
    ],
    [
      "functions that call each other",
      "create table t (a int)",
      "create function f() returns int language plpgsql as 'begin return g(); end'; create function g() returns int language plpgsql as 'begin return f(); end'; create table t (a int)",
    ],
    [
      "a foreign key moves to another table",
      "create table a (id int primary key); create table b (id int primary key); create table c (r int references a)",
      "create table a (id int primary key); create table b (id int primary key); create table c (r int references b)",
    ],
    ["a primary key changes its columns", "create table a (x int, y int, primary key (x))", "create table a (x int, y int, primary key (x, y))"],
    [
      "hostile names",
      'create schema "Sp ace"; create table "Sp ace"."we;rd" ("a.b" int, "c""d" text)',
      `create schema "Sp ace"; create table "Sp ace"."we;rd" ("a.b" bigint, "ünï😀" text default 'it''s'); create index "in;dex" on "Sp ace"."we;rd" ("a.b")`,
    ],
    [
      "a generated column changes its expression",
      "create table t (a int, b int generated always as (a + 1) stored)",
      "create table t (a int, b int generated always as (a + 2) stored)",
    ],
    ["a table moves to another namespace", "create schema app; create table app.t (a int)", "create schema app; create table public.t (a int)"],
    [
      "a cycle of foreign keys goes",
      "create table a (id int primary key, b int); create table b (id int primary key, a int references a); alter table a add constraint a_b foreign key (b) references b",
      "create table c (id int)",
    ],
    [
      "a policy, a trigger and a rule",
      "create table t (a int, b text)",
      "create table t (a int, b text); alter table t enable row level security; create policy p on t using (a > 0); create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger g before insert on t for each row execute function f(); create rule r as on delete to t do instead nothing",
    ],
  ])("%s, and back", async (_name, from, to) => {
    const way = await walk(from, to);
    expect(way.there).toEqual([]);
    expect(way.back).toEqual([]);
  });

  it("says what is left when the planned steps do not lead there", async () => {
    const sql = "create table t (a int); create table u (b int)";
    const [from, database] = [await states.of(sql), await states.database(sql)];
    const impossible = {
      ...from,
      fingerprint: "",
      orderedFingerprint: "",
      facts: from.facts.map((fact) => (fact.key === "column:public.t.a" ? { ...fact, payload: { ...fact.payload, type: "no_such_type" } } : fact)),
    };
    const { left, refused, reached } = await planWay(database, from, impossible);
    expect(left.map((change) => change.key)).toEqual(["column:public.t.a"]);
    expect(refused).toMatchObject([{ error: { sqlstate: "42704" } }]);
    expect(reached).toEqual(from);
    await database.close();
  });
});

describe("applyPlan", () => {
  const statement = (sql: string): PlannedStatement => ({
    sql,
    verb: "create",
    produces: [],
    destroys: [],
    mode: "tx",
    commitAfter: false,
    lock: "none",
    rewrite: false,
    destructive: false,
  });

  it("tries again what comes too early and keeps the order that worked", async () => {
    const database = await states.database("");
    const wrong = ["create view c as select * from b", "create view b as select * from a", "create table nope (x missing)", "create table a (x int)"].map(
      (sql) => statement(sql.replaceAll(/(view|from|table) (\w)/g, "$1 public.$2")),
    );
    const { applied, refused } = await applyPlan(database, wrong);
    expect(applied.map((one) => one.sql.split(" ")[2])).toEqual(["public.a", "public.b", "public.c"]);
    expect(refused).toMatchObject([{ statement: { sql: "create table public.nope (x missing)" }, error: { sqlstate: "42704" } }]);
    const fresh = await states.database("");
    expect((await applyPlan(fresh, applied)).applied).toEqual(applied);
    expect((await extractSchema(fresh)).fingerprint).toBe((await extractSchema(database)).fingerprint);
    await Promise.all([database.close(), fresh.close()]);
  });
});
