/** The ledger of a database whose namespaces are tenants: made once, before two of them would make it at a time. */
import type { Database } from "../../model/database.ts";
import { readLedger } from "../ledger/read.ts";
import { createLedger } from "../ledger/tables.ts";
import { takeLock, type LockOptions } from "../lock.ts";
import { tellingFailures } from "../run/failure.ts";

/** Makes the ledger or brings it up to date where that is needed. @throws SelectoError: no right (2), lock (4) */
export function prepareLedger(database: Database, options: LockOptions): Promise<void> {
  return tellingFailures(async () => {
    const first = await readLedger(database);
    if (first.exists && first.outdated !== true) return;
    const lock = await takeLock(database, options);
    try {
      const { exists, outdated } = await readLedger(database);
      if (!exists || outdated === true) await createLedger(database, outdated);
    } finally {
      await lock.release();
    }
  });
}
