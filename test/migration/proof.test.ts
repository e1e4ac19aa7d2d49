/** Proofs in an embedded shadow. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { composePackage, type PackageDraft } from "../../src/migration/package/package.ts";
import { proveMigration, type ProofResult } from "../../src/migration/proof.ts";
import type { Database } from "../../src/model/database.ts";
import type { SchemaState } from "../../src/model/schema-state.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { draft, step } from "./packages.ts";

const FROM = "create table users (id int primary key, name text not null, email text)";
const ADDED = "alter table users add column age int";

let shadow: Database;
beforeAll(async () => {
  shadow = await openEmbedded();
});
afterAll(() => shadow.close());
const reset = (sql: string): Promise<void> => shadow.exec(`rollback; drop schema public cascade; create schema public; ${sql}`);
beforeEach(() => reset(FROM));

/** Proves a draft whose TO is what `to` makes of FROM. */
async function prove(to: string, up: PackageDraft["up"], down: PackageDraft["down"], rest: Partial<PackageDraft> = {}): Promise<ProofResult> {
  const from = await extractSchema(shadow);
  await shadow.exec(to);
  const target: SchemaState = await extractSchema(shadow);
  await reset(FROM);
  const migration = composePackage({
    ...draft("20260101000001_x", up, down),
    proof: null,
    from: { schema: from.fingerprint, domains: "d" },
    to: { schema: target.fingerprint, domains: "d" },
    ...rest,
  });
  return proveMigration({ shadow, extract: extractSchema, to: target }, migration);
}

describe("proveMigration", () => {
  it("an exact pair is proved, with the server and the tables nothing was shown about", async () => {
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
    expect(result.proof).toEqual({ server: shadow.engine.version, ordered: true, rows: 0, emptyTables: ["table:public.users"] });
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
    const drop = "alter table users drop column name";
    const result = await prove(drop, [step(drop)], [step("alter table users add column name text not null")]);
    expect(result).toMatchObject({ proved: true, ordered: false, proof: { ordered: false } });
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
