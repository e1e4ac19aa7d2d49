/** Branches of migrations: put one behind the other where both orders agree, a conflict by name where not. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lastDocuments } from "../../src/migration/domains/documents.ts";
import { domainPatch } from "../../src/migration/domains/patch.ts";
import { writePackage } from "../../src/migration/package/folder.ts";
import { composePackage } from "../../src/migration/package/package.ts";
import type { DomainPatch, MigrationPackage } from "../../src/model/migration.ts";
import { readPackages } from "../../src/operations/migration-states.ts";
import { rebaseMigrations } from "../../src/operations/rebase-migrations.ts";
import { openSession, type Session } from "../../src/operations/session.ts";
import { renderRebased } from "../../src/report/index.ts";
import { draft } from "../migration/packages.ts";

let folder: string;
let session: Session;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "selecto-rebase-"));
  writeFileSync(join(folder, "selecto.config.yaml"), "schema: schema.sql\n");
  writeFileSync(join(folder, "schema.sql"), "select 1;\n");
  session = await openSession(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const [USERS, AGE, NAME, LONG] = ["20260101000001_users", "20260101000002_age", "20260101000003_name", "20260101000004_age_long"];

/** Three packages that all follow the first. */
function writeBranches(...names: readonly string[]): void {
  // fingerprints of another engine: they meet any state, as those of an older selecto would
  const at = { schema: "s1:test:0", domains: "d1:0" };
  const ends = { from: at, to: at };
  const users = composePackage(draft(USERS, ["create table users (id int primary key)"], ["drop table users"], ends));
  const add = (name: string, column: string, type: string): ReturnType<typeof composePackage> =>
    composePackage({
      ...draft(name, [`alter table users add column ${column} ${type}`], [`alter table users drop column ${column}`], ends),
      previous: users.manifest.checksum,
    });
  const all = [users, add(AGE, "age", "int"), add(NAME, "name", "text"), add(LONG, "age", "bigint")];
  for (const one of all) if (names.includes(one.manifest.name)) writePackage(join(folder, "migrations"), one);
}

/** Two branches whose second packages edit domains. */
function writeEdits(first: string, second: string): void {
  const at = { schema: "s1:test:0", domains: "d1:0" };
  const edit = (name: string, label: string): DomainPatch[] =>
    [domainPatch(undefined, { name, file: "d.yaml", version: null, document: { name, label } })].filter((one) => one !== undefined);
  const users = composePackage(draft(USERS, ["create table users (id int primary key)"], ["drop table users"], { from: at, to: at }));
  const branch = (name: string, domain: string): MigrationPackage =>
    composePackage({ ...draft(name, [], [], { from: at, to: at, domains: edit(domain, name) }), previous: users.manifest.checksum });
  for (const one of [users, branch(AGE, first), branch(NAME, second)]) writePackage(join(folder, "migrations"), one);
}

const plain = { color: false, width: 100, all: false };

describe("rebase", () => {
  it("is a conflict where both branches edit one domain, and none where each edits its own", async () => {
    writeEdits("Order", "Order");
    expect(await rebaseMigrations(session, { dryRun: true })).toMatchObject({ moved: [], conflict: { reasons: ["both edit the domain Order"] } });
    rmSync(join(folder, "migrations"), { recursive: true });
    writeEdits("Order", "User");
    expect(await rebaseMigrations(session, { dryRun: false })).toMatchObject({ moved: [{ name: NAME, behind: AGE }] });
    const { chain } = readPackages(session);
    expect([chain.heads, chain.diagnostics, [...(lastDocuments(chain.ordered)?.keys() ?? [])]]).toEqual([[NAME], [], ["Order", "User"]]);
  });

  it("puts the later branch behind the other, proved and stamped; then there is one head", async () => {
    writeBranches(USERS, AGE, NAME);
    expect(readPackages(session).chain.heads).toEqual([AGE, NAME]);
    const dry = await rebaseMigrations(session, { dryRun: true });
    expect(renderRebased(dry, "text", plain)).toBe(`\
both orders lead to the same state: 1 migration would be proved and stamped anew
  ${NAME} follows ${AGE}
  columns in another order, which ALTER cannot help: users
Next: selecto migrate rebase
`);
    expect(readPackages(session).chain.heads).toEqual([AGE, NAME]);
    expect(await rebaseMigrations(session, { dryRun: false })).toEqual({
      moved: [{ name: NAME, behind: AGE }],
      reordered: ["table:public.users"],
      dryRun: false,
    });
    const { chain, reading } = readPackages(session);
    expect([chain.heads, chain.diagnostics, reading.diagnostics]).toEqual([[NAME], [], []]);
    expect(chain.ordered.at(-1)?.manifest.proof).not.toBeNull();
    expect(renderRebased(await rebaseMigrations(session, { dryRun: false }), "text", plain)).toBe(
      "One branch only: there is nothing to put behind another.\nNext: selecto migrate status\n",
    );
  });

  it("puts the branch that is named behind", async () => {
    writeBranches(USERS, AGE, NAME);
    expect(await rebaseMigrations(session, { behind: AGE, dryRun: true })).toMatchObject({ moved: [{ name: AGE, behind: NAME }] });
    await expect(rebaseMigrations(session, { behind: `${AGE}x`, dryRun: true })).rejects.toMatchObject({ code: "migration-unknown" });
  });

  it("names the objects in conflict and writes nothing", async () => {
    writeBranches(USERS, AGE, LONG);
    const answer = await rebaseMigrations(session, { dryRun: false });
    expect(renderRebased(answer, "text", plain)).toBe(`\
conflict: ${AGE} and ${LONG} do not lead to the same state in both orders; nothing was changed
  migrations/${LONG}/up.sql:5 fails in that order: 42701 column "age" of relation
    "users" already exists
  migrations/${AGE}/up.sql:5 fails in that order: 42701 column "age" of relation "users"
    already exists
Next: keep one of them; remove the other's folder, bring its change into the schema files again,
      then selecto migrate generate
`);
    expect(readPackages(session).chain.heads).toEqual([AGE, LONG]);
  });
});
