/** Ledger against files, read-only: works on a database without a ledger, and without any right to write. */
import type { Database } from "../../model/database.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { MigrationStatus } from "../../model/migration.ts";
import { readLedger } from "../ledger/read.ts";
import { verifyChain } from "../package/chain.ts";
import type { PackageReading } from "../package/folder.ts";
import { compareLedger } from "./compare.ts";
import { tellingFailures } from "./failure.ts";

/**
 * Findings are those of the reading, of the chain, and of ledger against files; each thing once.
 *
 * @throws SelectoError when the ledger cannot be read, or is not one
 */
export async function readMigrationStatus(
  database: Database,
  reading: PackageReading,
  label = "migrations",
  tenant?: string,
): Promise<{ readonly status: MigrationStatus; readonly diagnostics: readonly Diagnostic[] }> {
  const { status, diagnostics } = compareLedger(await tellingFailures(() => readLedger(database, tenant)), reading, label);
  const folderOf = (one: Diagnostic): string => one.position?.file.split("/").slice(0, 2).join("/") ?? "";
  const told = new Set(diagnostics.map((one) => `${one.code} ${folderOf(one)}`));
  // what was applied is restored, not proved anew in another text
  const altered = new Set(diagnostics.filter(({ code }) => code === "migration-altered").map(folderOf));
  const unreachable = new Set(diagnostics.filter(({ code }) => code === "migration-unreachable").map(folderOf));
  const isTold = (one: Diagnostic): boolean =>
    told.has(`${one.code} ${folderOf(one)}`) ||
    (one.code === "migration-edited" && altered.has(folderOf(one))) ||
    (one.code === "migration-gap" && unreachable.has(folderOf(one)));
  const chain = verifyChain(reading.packages, label).diagnostics.filter((one) => !isTold(one));
  return { status, diagnostics: [...diagnostics, ...chain] };
}
