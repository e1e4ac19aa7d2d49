/** Hazards on tables that have a size: what is told of them, and what `up` asks consent for. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { liveHazards, requireCalm } from "../../src/migration/online/live.ts";
import { migrateUp } from "../../src/migration/run/up.ts";
import type { Database } from "../../src/model/database.ts";
import { nameOf, nodeKey } from "../../src/model/identity.ts";
import type { Hazard, LiveHazard, MigrationPackage, StepTouch } from "../../src/model/migration.ts";
import { chain, draft, reading, step } from "./packages.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
  await database.exec(`create table users (id int); insert into users select generate_series(1, 20000); analyze users;
    create table orders (id int) partition by range (id);
    create table orders_1 partition of orders for values from (0) to (100000);
    insert into orders select generate_series(1, 20000); analyze orders_1;
    create table "Odd.name" (id int)`);
});
afterAll(() => database.close());

const scan = (relation: string): StepTouch => ({ relation, lock: "access exclusive", work: ["scan"] });
const hazard = (code: string, subject: string): Hazard => ({ code, subject, text: "others wait" });

function migration(...touched: readonly string[]): MigrationPackage[] {
  const steps = touched.map((name) =>
    step("select 1", {
      touches: [scan(nodeKey("table", "public", name))],
      hazards: [hazard("long-lock", nameOf(nodeKey("table", "public", name))), hazard("data-loss", `${name}.id`)],
    }),
  );
  return chain(draft("20260101000001_x", steps, ["select 1"]));
}

describe("liveHazards", () => {
  it("tells rows and bytes, those of partitions too, and which tables are big", async () => {
    const found = await liveHazards(database, migration("users", "orders", "Odd.name", "nobody"), 100_000);
    expect(found.map(({ step: n, code, subject, rows, big }) => ({ n, code, subject, rows, big }))).toEqual([
      { n: 1, code: "long-lock", subject: "users", rows: 20000, big: true },
      { n: 2, code: "long-lock", subject: "orders", rows: 20000, big: true },
      { n: 3, code: "long-lock", subject: "Odd.name", rows: null, big: false },
    ]);
    expect(found.slice(0, 2).every(({ bytes }) => bytes > 700_000 && bytes < 1_000_000)).toBe(true);
  });

  it("an empty table that nobody has analysed has no number of rows", async () => {
    await database.exec("create table fresh (id int)");
    expect(await liveHazards(database, migration("fresh"), 1)).toMatchObject([{ subject: "fresh", rows: null, bytes: 0, big: false }]);
  });
});

describe("consent", () => {
  const big = (code: string, subject: string): LiveHazard => ({ migration: "m", step: 1, code, subject, rows: 5e6, bytes: 4e8, big: true });

  it("is asked for by hazard and table", () => {
    const hazards = [big("type-change", "users"), big("index-build", "users"), { ...big("long-lock", "small"), big: false }];
    expect(() => requireCalm(hazards, ["type-change:users", "index-build:users"])).not.toThrow();
    expect(() => requireCalm(hazards, [])).toThrow(
      expect.objectContaining({
        code: "consent-needed",
        exit: 3,
        why: "users (about 5,000,000 rows, 381 MB): type-change, index-build; nothing was changed",
        next: expect.stringContaining("--allow type-change:users --allow index-build:users"),
      }),
    );
  });

  it("keeps up from running, and a dry run tells", async () => {
    const options = { database, reading: reading(migration("users")), toolVersion: "0.1.0", bigTableBytes: 100_000 };
    await expect(migrateUp(options)).rejects.toMatchObject({ code: "consent-needed", exit: 3 });
    expect(await migrateUp({ ...options, dryRun: true })).toMatchObject({ hazards: [{ subject: "users", big: true }], ran: [] });
    expect(await migrateUp({ ...options, allow: ["long-lock:users"] })).toMatchObject({ ran: [{ name: "20260101000001_x" }] });
  });
});
