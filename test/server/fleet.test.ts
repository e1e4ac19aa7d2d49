/** A fleet on a real server: twenty databases, fifty namespaces, one that fails in the middle, and the next run. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { writePackage } from "../../src/migration/package/folder.ts";
import type { FleetRun, TenantRunState } from "../../src/model/fleet.ts";
import { readFleetStatus, exitOfFleetStatus } from "../../src/operations/fleet-status.ts";
import { exitOfFleet, runFleet, type FleetInput } from "../../src/operations/run-fleet.ts";
import { openSession } from "../../src/operations/session.ts";
import { renderFleetRun, renderFleetStatus } from "../../src/report/index.ts";
import { chain, draft, step } from "../migration/packages.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";
import { failure } from "./migrate-support.ts";

const SECRET = "fleet-canary-secret";
const packages = chain(
  draft("20260101000001_a", ["create table public.a (id int primary key, note text default 'public')"], ["drop table public.a"], {
    searchPath: ["pg_catalog"],
  }),
  draft("20260101000002_b", ["create table public.b (a_id int references public.a)"], ["drop table public.b"], { searchPath: ["pg_catalog"] }),
  draft(
    "20260101000003_c",
    ["alter table public.b add column n int", step("create index concurrently b_n on public.b (n)", { mode: "no-tx" })],
    ["drop index public.b_n", "alter table public.b drop column n"],
    { searchPath: ["pg_catalog"] },
  ),
);
const [first = "", second = "", third = ""] = packages.map((one) => one.manifest.name);

let server: TestServer;
let password = SECRET;
const databases: TestDatabase[] = [];
let folder: string;
const variables: string[] = [];

beforeAll(async () => {
  server = await testServer();
  for (let at = 0; at < 20; at++) databases.push(await server.createDatabase());
  folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-fleet-")));
  writeFileSync(join(folder, "selecto.config.yaml"), "migrations: migrations\n");
  for (const one of packages) writePackage(join(folder, "migrations"), one);
  for (const [at, { url }] of databases.entries()) {
    const name = `FLEET_${String(at + 1).padStart(2, "0")}`;
    variables.push(name);
    const secret = new URL(url);
    // A server that trusts everybody takes any password; one that asks for its own keeps it.
    if (secret.password === "") secret.password = SECRET;
    else password = secret.password;
    process.env[name] = secret.href;
  }
  writeFileSync(join(folder, "fleet.txt"), `# all of them\n${variables.join("\n")}\n`);
});
afterAll(async () => {
  for (const name of variables) delete process.env[name];
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const targets = (): FleetInput["fleet"] => ({ targets: { file: join(folder, "fleet.txt"), label: "fleet.txt" }, namespaces: [] });

async function run(fleet: FleetInput["fleet"], rest: Partial<FleetInput> = {}, direction: "up" | "down" = "up", where = folder): Promise<FleetRun> {
  const answer = await runFleet(await openSession(where), direction, {
    fleet,
    canaries: 1,
    parallel: 4,
    continueOnError: false,
    toolVersion: "0.1.0",
    dryRun: false,
    fromLedger: false,
    allow: [],
    stepLockTimeoutMs: 5000,
    lockAttempts: 1,
    signal: new AbortController().signal,
    onTenant: () => undefined,
    ...rest,
  });
  const said = renderFleetRun(answer, "text", { width: 100, color: false }) + renderFleetRun(answer, "json", { width: 100, color: false });
  for (const secret of [SECRET, `:${password}@`]) expect(said).not.toContain(secret);
  return answer;
}

function counts({ tenants }: FleetRun): Partial<Record<TenantRunState, number>> {
  const found: Partial<Record<TenantRunState, number>> = {};
  for (const { state } of tenants) found[state] = (found[state] ?? 0) + 1;
  return found;
}

async function sql(at: number, text: string): Promise<void> {
  const database = await openServer(databases[at]?.url ?? "");
  await database.exec(text).finally(() => database.close());
}

describe("twenty databases", () => {
  it("a dry run plans on all and touches none", async () => {
    const answer = await run(targets(), { dryRun: true });
    expect(counts(answer)).toEqual({ planned: 20 });
    expect(answer.scriptsOf).toBe("FLEET_01");
    expect(answer.scripts.map(({ name }) => name)).toEqual(["ledger", first, second, third]);
    expect(counts(await run(targets(), { dryRun: true }))).toEqual({ planned: 20 });
  });

  it("a canary that fails keeps everybody else as they were", async () => {
    await sql(0, "create table public.b (taken int)");
    const answer = await run(targets(), { to: second, continueOnError: true });
    expect(counts(answer)).toEqual({ failed: 1, "not-started": 19 });
    expect(answer.tenants[0]).toMatchObject({ canary: true, ran: [{ name: first }], left: [second], failure: { code: "migration-failed", exit: 1 } });
    expect(answer.tenants[0]?.failure?.what).toContain("42P07");
    expect(exitOfFleet(answer)).toBe(1);
    await sql(0, "drop table public.b");
  });

  it("a failure in the middle stops the wave, and the next run goes on with what is left", async () => {
    await sql(9, "create table public.b (taken int)");
    const stopped = counts(await run(targets(), { to: second }));
    expect(stopped).toMatchObject({ failed: 1 });
    expect(stopped.done).toBeGreaterThanOrEqual(9);
    expect(stopped["not-started"]).toBeGreaterThan(0);
    const rest = await run(targets(), { to: second, continueOnError: true });
    expect(counts(rest)).toEqual({ current: stopped.done, failed: 1, done: stopped["not-started"] });
    expect(rest.canaries).toBe(0);
    const session = await openSession(folder);
    const status = await readFleetStatus(session, targets(), 4);
    expect(status.tenants.map(({ state, last }) => `${state} ${last}`).filter((one) => one !== `behind ${second}`)).toEqual([`behind ${first}`]);
    expect(exitOfFleetStatus(status)).toBe(0);
    await sql(9, "drop table public.b");
    expect(counts(await run(targets()))).toEqual({ done: 20 });
    expect(counts(await run(targets()))).toEqual({ current: 20 });
  });

  it("one that cannot be reached stops all before anything runs, or is left out when asked", async () => {
    const name = variables[4] ?? "";
    const url = process.env[name] ?? "";
    process.env[name] = url.replace(/\/[^/]*$/, "/selecto_test_nowhere");
    try {
      const refused = await run(targets(), { to: second }, "down");
      expect(counts(refused)).toEqual({ failed: 1, "not-started": 19 });
      expect(exitOfFleet(refused)).toBe(2);
      expect(counts(await run(targets(), { to: second, continueOnError: true }, "down"))).toEqual({ failed: 1, done: 19 });
      const status = await readFleetStatus(await openSession(folder), targets(), 4);
      expect(status.tenants.filter((one) => one.state === "unreachable").map((one) => one.tenant)).toEqual([name]);
      expect(exitOfFleetStatus(status)).toBe(2);
      expect(renderFleetStatus(status, "text", { width: 100, color: false })).not.toContain(SECRET);
    } finally {
      process.env[name] = url;
    }
    expect(counts(await run(targets(), { to: second }, "down"))).toEqual({ done: 1, current: 19 });
  });

  it("consent is asked for once, before anybody is touched, with the flags of the fleet", async () => {
    const [lossy] = chain(draft("20260101000001_a", ["select 1"], ["select 1"], { class: "lossy" }));
    const other = mkdtempSync(join(tmpdir(), "selecto-fleet-"));
    try {
      if (lossy !== undefined) writePackage(join(other, "migrations"), lossy);
      writeFileSync(join(other, "selecto.config.yaml"), "migrations: migrations\n");
      const database = await server.createDatabase();
      process.env["FLEET_EMPTY"] = database.url;
      variables.push("FLEET_EMPTY");
      writeFileSync(join(other, "fleet.txt"), "FLEET_EMPTY\n");
      const fleet = { targets: { file: join(other, "fleet.txt"), label: "fleet.txt" }, namespaces: [] };
      expect(await failure(run(fleet, {}, "up", other))).toMatchObject({
        code: "consent-needed",
        exit: 3,
        next: "selecto migrate up --targets fleet.txt --allow lossy:20260101000001_a",
      });
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("taking back needs the name of what stays", async () => {
    expect(await failure(run(targets(), {}, "down"))).toMatchObject({ code: "usage", exit: 2, next: expect.stringContaining("--to") });
  });

  it("an interrupt lets those that run come to an end and starts nobody else", async () => {
    const abort = new AbortController();
    const answer = await run(targets(), { signal: abort.signal, parallel: 1, onTenant: (done) => void (done === 3 && abort.abort()) });
    expect(counts(answer)).toMatchObject({ done: 3, "not-started": 16 });
    expect(exitOfFleet(answer)).toBe(5);
    expect(counts(await run(targets()))).toMatchObject({ current: 3, done: 17 });
  });
});

describe("fifty namespaces of one database", () => {
  let database: TestDatabase;
  const fleet = { namespaces: ["tenant_*"], database: "env:FLEET_NAMESPACES" };
  const ask = async (text: string): Promise<Record<string, unknown>[]> => {
    const session = await openServer(database.url);
    return session.query(text).finally(() => session.close());
  };

  beforeAll(async () => {
    database = await server.createDatabase();
    process.env["FLEET_NAMESPACES"] = database.url;
    variables.push("FLEET_NAMESPACES");
    await ask("select 1");
    const session = await openServer(database.url);
    await session.exec(Array.from({ length: 50 }, (_, at) => `create schema "tenant_${at + 10}";`).join("\n")).finally(() => session.close());
  });

  it("one that fails stops the wave; the rows, the lock and the way back of each are its own", async () => {
    await ask("create table tenant_30.b (taken int)");
    const stopped = await run(fleet);
    expect(counts(stopped)).toMatchObject({ failed: 1 });
    expect(stopped.tenants.find((one) => one.state === "failed")).toMatchObject({ tenant: "tenant_30", ran: [{ name: first }], left: [second, third] });
    await ask("drop table tenant_30.b");
    const rest = await run(fleet, { parallel: 8 });
    expect(exitOfFleet(rest)).toBe(0);
    expect(await ask("select count(distinct tenant)::int as tenants, count(*)::int as rows from selecto.migrations where tenant <> ''")).toEqual([
      { tenants: 50, rows: 150 },
    ]);
    expect(await ask("select count(*)::int as n from pg_class where relname = 'b_n' and relnamespace::regnamespace::text like 'tenant_%'")).toEqual([
      { n: 50 },
    ]);
    expect(await ask("select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace")).toEqual([{ n: 0 }]);
    expect(await ask("select column_default from information_schema.columns where table_schema = 'tenant_59' and column_name = 'note'")).toEqual([
      { column_default: "'public'::text" },
    ]);

    expect(counts(await run({ ...fleet, namespaces: ["tenant_1?"] }, { to: first }, "down"))).toEqual({ done: 10 });
    const status = await readFleetStatus(await openSession(folder), fleet, 1);
    expect(status.tenants.filter((one) => one.state === "behind").map((one) => one.tenant)).toEqual(Array.from({ length: 10 }, (_, at) => `tenant_1${at}`));
  });

  it("a namespace that was dropped and made again is not taken for migrated", async () => {
    await ask("drop schema tenant_42 cascade");
    await ask("create schema tenant_42");
    const answer = await run({ ...fleet, namespaces: ["tenant_42"] });
    expect(answer.tenants).toMatchObject([{ state: "failed", failure: { code: "tenant-empty", exit: 2 } }]);
  });

  it.each([
    ["nobody_*", "namespace-unknown"],
    ["tenant_99", "namespace-unknown"],
    ["public", "namespace-own"],
  ])("a pattern that means no tenant is refused: %s", async (pattern, code) => {
    expect(await failure(run({ ...fleet, namespaces: [pattern] }))).toMatchObject({ code, exit: 2 });
  });
});
