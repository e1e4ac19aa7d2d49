/** Ledger against files on the lasting embedded database: explained, mended by name, nothing else touched. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openLasting } from "../../src/database/lasting.ts";
import { restampOnDisk, writePackage } from "../../src/migration/package/folder.ts";
import { stampPackage } from "../../src/migration/package/package.ts";
import { migrateUp } from "../../src/migration/run/up.ts";
import type { Database } from "../../src/model/database.ts";
import { SelectoError } from "../../src/model/error.ts";
import { domainPatch } from "../../src/migration/domains/patch.ts";
import type { DomainDocument, DomainPatch, MigrationPackage } from "../../src/model/migration.ts";
import { repairLedger, type RepairAnswer } from "../../src/operations/repair-ledger.ts";
import { openSession, type Session } from "../../src/operations/session.ts";
import { renderRepaired } from "../../src/report/index.ts";
import { chain, reading, tableDraft } from "../migration/packages.ts";

let folder: string;
let session: Session;
const source = { source_table: "t1", primary_key: "id", fields: ["id"] };
const order = (version: string): DomainDocument => ({ name: "Order", file: "domains/order.json", version, document: { name: "Order", version, source } });
const user: DomainDocument = { name: "User", file: "domains/user.json", version: null, document: { name: "User", source } };
const edits = (...found: readonly (DomainPatch | undefined)[]): DomainPatch[] => found.filter((each) => each !== undefined);
const [one, two] = chain(
  { ...tableDraft(1), domains: edits(domainPatch(undefined, order("1.0.0"))) },
  { ...tableDraft(2), domains: edits(domainPatch(order("1.0.0"), order("1.1.0")), domainPatch(undefined, user)) },
) as [MigrationPackage, MigrationPackage];
const [first, second] = [one.manifest.name, two.manifest.name];
const migrations = (): string => join(folder, "migrations");

async function onDatabase(work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = await openLasting(join(folder, ".selecto/database"));
  await work(database);
  await database.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "selecto-repair-"));
  writeFileSync(join(folder, "selecto.config.yaml"), "migrations: migrations\ndatabase:\n  url: embedded\n");
  mkdirSync(join(folder, "domains"));
  for (const { file, document } of [order("1.1.0"), user]) writeFileSync(join(folder, file), JSON.stringify(document));
  for (const each of [one, two]) writePackage(migrations(), each);
  session = await openSession(folder);
  await onDatabase((database) => migrateUp({ database, reading: reading([one, two]), toolVersion: "0.1.0" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const repair = (...allow: readonly string[]): Promise<RepairAnswer> =>
  repairLedger(session, {
    toolVersion: "0.1.0",
    dryRun: false,
    allow,
    stepLockTimeoutMs: 5000,
    lockAttempts: 1,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
const text = (answer: RepairAnswer): string => renderRepaired(answer, "text", { color: false, width: 100, all: false });

describe("repair", () => {
  it("writes the live domains anew where they are not what the applied migrations say", async () => {
    await onDatabase((database) =>
      database.exec("update selecto.domain_versions set version = '9.9.9'; delete from selecto.domain_versions where domain = 'User'"),
    );
    const found = await repair();
    expect(found.differences.map(({ text: told, repairs }) => [told, ...repairs.map(({ id }) => id)])).toEqual([
      ["it does not hold what the applied migrations say of Order, User", "domains"],
    ]);
    expect(await repair("domains")).toMatchObject({ differences: [], repaired: ["domains"] });
    await onDatabase(async (database) => {
      const live =
        "select domain, version, live_since = (select applied_at from selecto.migrations where name = migration) as since from selecto.domain_versions where live_until is null order by 1";
      expect(await database.query(live)).toEqual([
        { domain: "Order", version: "1.1.0", since: true },
        { domain: "User", version: null, since: true },
      ]);
      expect(await database.query("select version from selecto.domain_versions where live_until is not null")).toEqual([{ version: "1.0.0" }]);
    });
  });

  it("says that all is well, and what to do about a folder that is gone or files that were changed", async () => {
    expect(text(await repair())).toBe(
      "the embedded database in .selecto/database: ledger and files agree (2 migrations examined)\nNext: selecto migrate status\n",
    );
    const before = readFileSync(join(migrations(), first, "up.sql"), "utf8");
    rmSync(join(migrations(), first), { recursive: true });
    const { manifest, up, down, upSql, downSql } = two;
    const commented = stampPackage(manifest, up, down, `-- reviewed\n${upSql}`, downSql);
    writeFileSync(join(migrations(), second, "up.sql"), commented.upSql);
    restampOnDisk(migrations(), commented);
    expect(text({ ...(await repair()), diagnostics: [] })).toBe(`\
the embedded database in .selecto/database: 2 differences between ledger and files (2 migrations examined)
  ${first}: applied to this database, but its folder is gone
    --allow restore:${first}: write its folder as it was applied, from the ledger's copy
  ${second}: its files have changed since it was applied, and still lead from the same state
    to the same
    --allow restore:${second}: write its folder as it was applied, from the ledger's copy
    --allow accept:${second}: the ledger takes the files as they are: proved, and with the
        same two ends as what was applied
Next: selecto migrate repair with what is wanted of these
`);
    expect(await repair(`restore:${first}`, `accept:${second}`)).toMatchObject({ differences: [], repaired: [`restore:${first}`, `accept:${second}`] });
    expect(readFileSync(join(migrations(), first, "up.sql"), "utf8")).toBe(before);
    expect(readFileSync(join(migrations(), second, "up.sql"), "utf8")).toBe(commented.upSql);
    writeFileSync(join(migrations(), second, "up.sql"), "-- step 1\ncreate table other ();\n");
    expect(await repair()).toMatchObject({ differences: [{ code: "migration-altered", repairs: [{ id: `restore:${second}` }] }] });
    expect(await repair(`restore:${second}`)).toMatchObject({ differences: [] });
    expect(readFileSync(join(migrations(), second, "up.sql"), "utf8")).toBe(commented.upSql);
    expect(readdirSync(migrations()).filter((name) => name.includes("before-repair"))).toHaveLength(1);
  });

  it("mends a journal by name, tells of a changed row, and refuses what nobody asked for", async () => {
    await onDatabase((database) =>
      database.exec(
        `insert into selecto.steps (migration, direction, step, sha256) values ('${second}', 'down', 1, 'x'), ('20200101000000_nobody', 'up', 1, 'x')`,
      ),
    );
    const { differences } = await repair();
    expect(differences.map(({ code, repairs }) => [code, ...repairs.map(({ id }) => id)])).toEqual([
      ["journal-orphan", "forget:20200101000000_nobody"],
      ["migration-unfinished", `ran:${second}:down:1`, `not-run:${second}:down:1`],
    ]);
    const error = await repair(`restore:${second}`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SelectoError);
    expect(error).toMatchObject({ code: "repair-unknown", exit: 2 });
    expect(await repair("forget:20200101000000_nobody", `not-run:${second}:down:1`)).toMatchObject({ differences: [] });
    await onDatabase((database) => database.exec(`update selecto.migrations set up_sql = up_sql || ' ' where name = '${second}'`));
    expect(await repair()).toMatchObject({ differences: [{ code: "ledger-tampered", name: second, repairs: [] }] });
  });
});
