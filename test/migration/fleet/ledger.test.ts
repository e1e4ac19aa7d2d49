/** One ledger for the database and its tenants: rows, journal and order of each are its own. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { openEmbedded } from "../../../src/database/embedded/open.ts";
import { readLedger, readLedgerPackage } from "../../../src/migration/ledger/read.ts";
import { migrateDown } from "../../../src/migration/run/down.ts";
import type { RunOptions } from "../../../src/migration/run/options.ts";
import { migrateUp } from "../../../src/migration/run/up.ts";
import type { Database } from "../../../src/model/database.ts";
import { chain, reading, tableDraft } from "../packages.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
});
afterAll(() => database.close());
beforeEach(() =>
  database.exec(
    "rollback; drop schema if exists selecto, one, two cascade; drop schema public cascade; create schema public; create schema one; create schema two",
  ),
);

const packages = chain(tableDraft(1), tableDraft(2));
const [first = "", second = ""] = packages.map((one) => one.manifest.name);
const run = (tenant?: string): RunOptions => ({
  database,
  reading: reading(packages),
  toolVersion: "0.1.0",
  ...(tenant !== undefined && { tenant: { namespace: tenant, moved: ({ up, down }) => ({ up, down, searchPath: [tenant] }) } }),
});
const applied = async (tenant?: string): Promise<string[]> => (await readLedger(database, tenant)).applied.map(({ ordinal, name }) => `${ordinal} ${name}`);
const tables = async (): Promise<string[]> =>
  (
    await database.query<{ name: string }>(
      "select relnamespace::regnamespace || '.' || relname as name from pg_class where relkind = 'r' and relnamespace::regnamespace::text in ('public', 'one', 'two') order by 1",
    )
  ).map(({ name }) => name);

it("the database and each of its tenants are applied, taken back and counted apart", async () => {
  await migrateUp(run());
  await migrateUp(run("one"));
  await migrateUp({ ...run("two"), steps: 1 });
  expect(await tables()).toEqual(["one.t1", "one.t2", "public.t1", "public.t2", "two.t1"]);
  await migrateDown(run("one"));
  expect(await applied()).toEqual([`1 ${first}`, `2 ${second}`]);
  expect(await applied("one")).toEqual([`1 ${first}`]);
  expect(await applied("two")).toEqual([`1 ${first}`]);
  expect(await tables()).toEqual(["one.t1", "public.t1", "public.t2", "two.t1"]);
});

it("a ledger that was made before there were tenants is read as it is, and brought up to date by the next run", async () => {
  await migrateUp({ ...run(), steps: 1 });
  await database.exec(`alter table selecto.migrations drop column tenant cascade, add constraint migrations_pkey primary key (ordinal), add constraint migrations_name_key unique (name);
    alter table selecto.steps drop column tenant cascade, add constraint steps_pkey primary key (migration, direction, step);
    alter table selecto.domain_versions drop column tenant, drop column document_hash, add column document json, alter column version set not null`);
  expect(await applied()).toEqual([`1 ${first}`]);
  expect(await applied("one")).toEqual([]);
  const [row] = (await readLedger(database)).applied;
  expect(row && (await readLedgerPackage(database, row)).manifest.name).toBe(first);
  await migrateUp(run("one"));
  await migrateUp(run());
  expect([await applied(), await applied("one")]).toEqual([
    [`1 ${first}`, `2 ${second}`],
    [`1 ${first}`, `2 ${second}`],
  ]);
});

it("a ledger that was made before packages held edits of domains is read as it is, and brought up to date by the next run", async () => {
  await migrateUp({ ...run("one"), steps: 1 });
  await database.exec("alter table selecto.domain_versions drop column document_hash, add column document json, alter column version set not null");
  expect(await applied("one")).toEqual([`1 ${first}`]);
  expect(await readLedger(database, "one")).toMatchObject({ exists: true, outdated: true, domains: [] });
  await migrateUp(run("one"));
  expect(await applied("one")).toEqual([`1 ${first}`, `2 ${second}`]);
  expect(await readLedger(database, "one")).not.toHaveProperty("outdated");
});
