/** Ledgers of a fleet are mended tenant by tenant, databases and namespaces. */
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { writePackage } from "../../src/migration/package/folder.ts";
import { exitOfFleetRepair, repairFleet } from "../../src/operations/repair-fleet.ts";
import { openSession } from "../../src/operations/session.ts";
import type { FleetRequest } from "../../src/operations/fleet-tenants.ts";
import type { FleetRepair } from "../../src/model/fleet.ts";
import { renderFleetRepaired } from "../../src/report/index.ts";
import { chain, tableDraft } from "../migration/packages.ts";
import { up, useDatabase } from "./migrate-support.ts";

const packages = chain(tableDraft(1), tableDraft(2));
const second = packages[1]?.manifest.name ?? "";
const test = useDatabase();
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "selecto-upkeep-")));
  writeFileSync(join(folder, "selecto.config.yaml"), "migrations: migrations\n");
  writeFileSync(join(folder, "fleet.txt"), "UPKEEP_A\nUPKEEP_GONE\n");
  for (const one of packages) writePackage(join(folder, "migrations"), one);
  process.env["UPKEEP_A"] = test.url();
  process.env["UPKEEP_GONE"] = "postgres://somebody:upkeep-secret@127.0.0.1:1/none";
});
afterEach(() => {
  for (const name of ["UPKEEP_A", "UPKEEP_GONE"]) delete process.env[name];
  rmSync(folder, { recursive: true, force: true });
});

async function repair(fleet: FleetRequest, allow: readonly string[] = []): Promise<FleetRepair> {
  const input = {
    toolVersion: "0",
    dryRun: false,
    allow,
    stepLockTimeoutMs: 5000,
    lockAttempts: 1,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  return repairFleet(await openSession(folder), fleet, input, 2);
}

const found = ({ tenants }: FleetRepair): unknown[] =>
  tenants.map((one) => [one.tenant, one.differences.map(({ code }) => code), one.repaired, one.failure?.code]);

it("databases of a list: one that does not answer keeps no other back", async () => {
  await up(await test.open(), packages);
  const fleet = { targets: { file: join(folder, "fleet.txt"), label: "fleet.txt" }, namespaces: [] };
  renameSync(join(folder, "migrations", second), join(folder, "aside"));
  const first = await repair(fleet);
  expect(found(first)).toEqual([
    ["UPKEEP_A", ["migration-missing"], [], undefined],
    ["UPKEEP_GONE", [], [], "database-unreachable"],
  ]);
  expect(exitOfFleetRepair(first)).toBe(2);
  expect(renderFleetRepaired(first, "text", { color: false, width: 100, all: false })).not.toContain("upkeep-secret");
  await expect(repair(fleet, ["forget:nothing"])).rejects.toMatchObject({ code: "repair-unknown" });
  expect(found(await repair(fleet, [`restore:${second}`]))[0]).toEqual(["UPKEEP_A", [], [`restore:${second}`], undefined]);
});

it("namespaces: each has rows of its own in the ledger", async () => {
  const database = await test.open();
  await up(database, packages);
  await database.exec("create schema tenant_a; create schema tenant_b; update selecto.migrations set tenant = 'tenant_b'");
  await database.exec(
    "insert into selecto.steps (tenant, migration, direction, step, sha256) select t, '20200101000000_gone', 'up', 1, 'x' from unnest(array['tenant_b', 'tenant_c']) t",
  );
  const fleet = { namespaces: ["tenant_*"], database: "env:UPKEEP_A" };
  expect(found(await repair(fleet))).toEqual([
    ["tenant_a", [], [], undefined],
    ["tenant_b", ["journal-orphan"], [], undefined],
  ]);
  const after = await repair(fleet, ["forget:20200101000000_gone"]);
  expect(found(after)).toEqual([
    ["tenant_a", [], [], undefined],
    ["tenant_b", [], ["forget:20200101000000_gone"], undefined],
  ]);
  expect(exitOfFleetRepair(after)).toBe(0);
  await expect(database.query("select tenant from selecto.steps")).resolves.toEqual([{ tenant: "tenant_c" }]);
});
