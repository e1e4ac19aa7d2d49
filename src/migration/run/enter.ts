/**
 * Enters migrations into the ledger without running them: the database has their state already. Whether
 * it has is the caller's to know; this room only makes sure that nothing else happens meanwhile.
 */
import { SelectoError } from "../../model/error.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import { readLedger } from "../ledger/read.ts";
import { enterMigration } from "../ledger/rows.ts";
import { createLedger } from "../ledger/tables.ts";
import { compareLedger } from "./compare.ts";
import { tellingFailures } from "./failure.ts";
import type { RunOptions } from "./options.ts";
import { transactionScript } from "./script.ts";
import { lockFor } from "./session.ts";
import { runTransaction } from "./transaction.ts";

/**
 * Enters `chosen`, all or none.
 *
 * @param stillSo asked under the lock: whether the database is what it was looked at to be
 * @throws SelectoError `database-moved` when it is not, or somebody else has migrated it meanwhile; lock (4)
 */
export async function enterWithoutRunning(options: RunOptions, chosen: readonly MigrationPackage[], stillSo: () => Promise<boolean>): Promise<void> {
  await tellingFailures(async () => {
    const lock = await lockFor(options);
    try {
      const { database, reading, label, toolVersion } = options;
      const ledger = await readLedger(database);
      const { pending } = compareLedger(ledger, reading, label);
      const isNext = chosen.every((one, at) => pending[at]?.manifest.checksum === one.manifest.checksum);
      if (!isNext || !(await stillSo())) throw databaseMoved();
      if (!ledger.exists || ledger.outdated === true) await createLedger(database, ledger.outdated);
      const rows = chosen.flatMap((one) => enterMigration(one, toolVersion, false));
      await runTransaction(database, transactionScript([], { searchPath: ["public"] }, rows, lock.pid));
    } finally {
      await lock.release();
    }
  });
}

function databaseMoved(): SelectoError {
  return new SelectoError({
    code: "database-moved",
    what: "the database has changed while it was compared",
    why: "somebody has migrated or altered it in between; the ledger was left as it is",
    next: "run the command again when nobody else is at work on it",
  });
}
