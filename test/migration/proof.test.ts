/** Proofs in an embedded shadow. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { composePackage, type PackageDraft } from "../../src/migration/package/package.ts";
import { proveMigration, type ProofResult } from "../../src/migration/proof.ts";
import type { Database } from "../../src/model/database.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { restoreShadow } from "../../src/operations/restore-shadow.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { draft, step } from "./packages.ts";

const FROM = "create table users (id int primary key, name text not null, email text)";
const ADDED = "alter table users add column age int";

let shadow: Database;
beforeAll(async () => {
  shadow = await openEmbedded();
});
afterAll(() => shadow.close());
/** What the next proof starts from. */
let start = FROM;
const reset = (sql: string): Promise<void> => shadow.exec(`rollback; drop schema public cascade; create schema public; ${sql}`);
const startFrom = (sql: string): Promise<void> => {
  start = sql;
  return reset(sql);
};
beforeEach(() => startFrom(FROM));

/** A step that loses something by name. */
const losing = (sql: string, subject: string): ReturnType<typeof step> => step(sql, { hazards: [{ code: "data-loss", subject, text: "gone" }] });

/** Proves a draft whose TO is what `to` makes of what was started from. */
async function prove(to: string, up: PackageDraft["up"], down: PackageDraft["down"], rest: Partial<PackageDraft> = {}): Promise<ProofResult> {
  const from = await extractSchema(shadow);
  await shadow.exec(to);
  const target: SchemaState = await extractSchema(shadow);
  await reset(start);
  const migration = composePackage({
    ...draft("20260101000001_x", up, down),
    proof: null,
    from: { schema: from.fingerprint, domains: "d" },
    to: { schema: target.fingerprint, domains: "d" },
    ...rest,
  });
  return proveMigration({ shadow, extract: extractSchema, restore: restoreShadow, to: target }, migration);
}

describe("proveMigration", () => {
  it("an exact pair is proved, with the server and the rows that came back", async () => {
    const result = await prove(ADDED, [step(ADDED)], [step("alter table users drop column age")]);
    expect(result).toMatchObject({
      proved: true,
      startsAtFrom: true,
      endsAtTo: true,
      ordered: true,
      legs: [
        { leg: "up", equal: true },
        { leg: "down", equal: true },
        { leg: "up again", equal: true },
      ],
    });
    expect(result.proof).toEqual({ server: shadow.engine.version, ordered: true, rows: 6, emptyTables: [] });
  });

  it.each<[string, string[], string[], object]>([
    [
      "up that leads elsewhere",
      ["alter table users add column age bigint"],
      ["select 1"],
      { legs: [{ leg: "up", equal: false, differences: ["column users.age differs"] }] },
    ],
    ["up that does nothing", ["select 1"], ["select 1"], { legs: [{ leg: "up", equal: false, differences: ["column users.age is missing"] }] }],
    [
      "down that does nothing",
      [ADDED],
      ["select 1"],
      {
        legs: [
          { leg: "up", equal: true },
          { leg: "down", equal: false, differences: ["column users.age is left over"] },
        ],
      },
    ],
    [
      "up that fails",
      ["select 1", "alter table nobody add column age int"],
      ["select 1"],
      { legs: [{ leg: "up", equal: false, failure: { direction: "up", step: 2, sqlstate: "42P01" } }] },
    ],
    [
      "down that fails",
      [ADDED],
      ["alter table users drop column nobody"],
      { legs: [{ leg: "up" }, { leg: "down", failure: { direction: "down", step: 1, sqlstate: "42703" } }] },
    ],
  ])("%s is not proved", async (_case, up, down, expected) => {
    const result = await prove(
      ADDED,
      up.map((sql) => step(sql)),
      down.map((sql) => step(sql)),
    );
    expect(result).toMatchObject({ proved: false, ...expected });
    expect(result.proof).toBeUndefined();
  });

  it("up that cannot run twice is not proved", async () => {
    // a sequence outside the schema's facts would do; a role is one that survives down
    const result = await prove(ADDED, [step(ADDED), step("create role leftover")], [step("alter table users drop column age")]);
    expect(result).toMatchObject({
      proved: false,
      legs: [
        { leg: "up", equal: true },
        { leg: "down", equal: true },
        { leg: "up again", failure: { step: 2, sqlstate: "42710" } },
      ],
    });
    await shadow.exec("drop role leftover");
  });

  it("column order that does not come back is said, and is no failure", async () => {
    const drop = "alter table users drop column email";
    const result = await prove(drop, [losing(drop, "users.email")], [step("alter table users add column email text")], { class: "lossy" });
    expect(result).toMatchObject({ proved: true, ordered: true });
    await reset(FROM);
    const first = "alter table users drop column name";
    expect(
      await prove(
        first,
        [losing(first, "users.name")],
        [step("alter table users add column name text"), step("alter table users alter column name set not null")],
        {
          class: "lossy",
        },
      ),
    ).toMatchObject({ proved: true, ordered: false, proof: { ordered: false } });
  });

  it.each<[string, string, string[], string[], object]>([
    [
      "values that down does not bring back",
      "alter table users drop column email",
      [],
      ["alter table users add column email text"],
      { differences: [{ key: "column:public.users.email", text: "users.email has changed in 5 of 6 rows" }] },
    ],
    [
      "values that down makes up",
      ADDED,
      [],
      ["update users set name = upper(name)", "alter table users drop column age"],
      { differences: [{ key: "column:public.users.name" }] },
    ],
    [
      "rows that up deletes",
      ADDED,
      ["delete from users where email is null"],
      ["alter table users drop column age"],
      { differences: [{ text: "1 of 6 rows of users are lost" }] },
    ],
    [
      "up that no row survives",
      "alter table users add column age int not null",
      [],
      ["alter table users drop column age"],
      { failure: { direction: "up", text: "23502 users age" } },
    ],
    [
      "down that no row survives",
      "alter table users alter column email drop not null, drop column name",
      [],
      ["alter table users add column name text not null"],
      { failure: { direction: "down", step: 1, text: "23502 users name" } },
    ],
    [
      "down that undoes what was entered in between",
      ADDED,
      ["create table kept as select * from users"],
      ["update users set name = kept.name from kept where kept.id = users.id", "drop table kept", "alter table users drop column age"],
      { differences: [{ text: "a newer value of users.name is lost" }] },
    ],
  ])("%s: the rows disprove it", async (_case, to, more, down, expected) => {
    const result = await prove(
      [to, ...more].join("; "),
      [step(to), ...more.map((sql) => step(sql))],
      down.map((sql) => step(sql)),
    );
    expect(result).toMatchObject({ proved: false, rows: expected });
    expect(result.proof).toBeUndefined();
  });

  it("a rule that some rows break is no fault: rows that keep it are found, or the table is named", async () => {
    const unique = "alter table users add constraint one unique (email)";
    expect(await prove(unique, [step(unique)], [step("alter table users drop constraint one")])).toMatchObject({
      proved: true,
      proof: { rows: 6, emptyTables: [] },
    });
    await reset(FROM);
    const prime = "alter table users add constraint prime check (id > 1000 and length(name) = 3)";
    expect(await prove(prime, [step(prime)], [step("alter table users drop constraint prime")])).toMatchObject({ proved: true, proof: { emptyTables: [] } });
    await reset(FROM);
    const raising = "do $$ begin if exists (select from users) then raise exception 'not on rows'; end if; end $$";
    expect(await prove(ADDED, [step(raising), step(ADDED)], [step("alter table users drop column age")])).toMatchObject({ proved: true });
  });

  it("rows of several tables may stand in the way back: each is named", async () => {
    await startFrom("create table a (x int not null, y int not null); create table b (x int not null, y int not null); create table c (x int primary key)");
    const tables = ["a", "b"];
    const up = tables.map((name) => losing(`alter table ${name} drop column y`, `${name}.y`));
    const down = tables.map((name) => step(`alter table ${name} add column y int not null`));
    const result = await prove(up.map(({ sql }) => sql).join(";"), up, down, { class: "lossy" });
    expect(result).toMatchObject({ proved: true, proof: { rows: 6, emptyTables: ["table:public.a", "table:public.b"] } });
    expect(result.rows?.emptyTables.map(({ reason }) => reason)).toEqual(["a", "b"].map((name) => `down.sql refuses its rows: 23502 ${name} y`));
  });

  it("changed rows may break a rule that comes back: that is told, and rows that were deleted are proved", async () => {
    await startFrom(`${FROM}; create unique index one on users (lower(name))`);
    const result = await prove("drop index one", [step("drop index one")], [step("create unique index one on users (lower(name))")]);
    expect(result).toMatchObject({ proved: true, rows: { differences: [] } });
    expect(result.rows?.refusals.join("\n")).toContain("down.sql refuses where rows were changed in between: 23505 users one");
  });

  it("a materialized view that cannot be computed over some rows holds none of its own", async () => {
    const view = "create materialized view share as select 100 / (id - 1) as percent from users";
    await startFrom(`${FROM}; ${view}`);
    const result = await prove("drop materialized view share", [step("drop materialized view share")], [step(view)]);
    expect(result).toMatchObject({ proved: true, rows: { differences: [] } });
  });

  it("a sequence may be further on, and never further back", async () => {
    await startFrom(`${FROM}; create sequence up_s; create sequence down_s increment -1; select nextval('up_s'), nextval('down_s')`);
    const drop = step("alter table users drop column age");
    const taking = "select nextval('up_s'), nextval('down_s')";
    expect(await prove(ADDED, [step(taking), step(ADDED)], [drop])).toMatchObject({ proved: true });
    await reset(start);
    const restarting = [step("select setval('up_s', 1, false), setval('down_s', -1, false)"), drop];
    expect(await prove(ADDED, [step(ADDED)], restarting)).toMatchObject({
      proved: false,
      rows: { differences: [{ text: "sequence down_s has lost its position" }, { text: "sequence up_s has lost its position" }] },
    });
  });

  it("a shadow that is not where the package starts proves nothing", async () => {
    expect(await prove(ADDED, [step(ADDED)], [step("alter table users drop column age")], { from: { schema: "s1:pg18:0", domains: "d" } })).toMatchObject({
      proved: false,
      startsAtFrom: false,
      legs: [],
    });
    expect(await prove(ADDED, [step(ADDED)], [step("alter table users drop column age")], { to: { schema: "s1:pg18:0", domains: "d" } })).toMatchObject({
      proved: false,
      endsAtTo: false,
      legs: [],
    });
  });

  it("an irreversible one is walked up only", async () => {
    expect(await prove(ADDED, [step(ADDED)], [], { class: "irreversible" })).toMatchObject({
      proved: true,
      legs: [{ leg: "up", equal: true }],
      proof: { ordered: false },
    });
  });

  it("steps outside a transaction, the package's search_path, and a failure inside both", async () => {
    const index = "create index concurrently i on users (name)";
    const lone = (sql: string): ReturnType<typeof step> => step(sql, { mode: "no-tx" });
    expect(await prove("create index i on users (name)", [lone(index)], [lone("drop index concurrently i")])).toMatchObject({ proved: true });
    await reset(FROM);
    expect(await prove("create index i on users (name)", [lone(index)], [lone("drop index concurrently i")], { searchPath: [] })).toMatchObject({
      proved: false,
      legs: [{ failure: { step: 1, sqlstate: "42P01" } }],
    });
    expect(await shadow.query("select current_schemas(false) as path")).toEqual([{ path: ["public"] }]);
  });
});
