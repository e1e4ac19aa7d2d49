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
  const told = new Set(diagnostics.map((one) => `${one.code} ${one.position?.file.split("/").slice(0, 2).join("/")}`));
  const chain = verifyChain(reading.packages, label).diagnostics.filter(
    (one) => !told.has(`${one.code} ${one.position?.file.split("/").slice(0, 2).join("/")}`),
  );
  return { status, diagnostics: [...diagnostics, ...chain] };
}
