/**
 * Brings the store's own tables up to date. Two processes may try at once: all of it is one
 * transaction that takes the write lock first and looks at the version again once it has it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Database as Sqlite } from "better-sqlite3";
import { isBusy } from "./failure.ts";
import { APPLICATION_ID, STORE_MIGRATIONS } from "./store-schema.ts";

export function storeVersion(db: Sqlite): number {
  return Number(db.pragma("user_version", { simple: true }));
}

/**
 * Applies what is missing. The migration engine is loaded here and only here, so that opening an
 * up-to-date history does not pay for it.
 *
 * @param patience how long to wait for another process, in milliseconds
 */
export async function migrateStore(db: Sqlite, patience: number): Promise<void> {
  const {
    default: { Umzug },
  } = await import("umzug");
  const umzug = new Umzug({
    migrations: STORE_MIGRATIONS.map(({ name, sql }) => ({ name, up: async () => void db.exec(sql) })),
    storage: {
      executed: async () => STORE_MIGRATIONS.slice(0, storeVersion(db)).map(({ name }) => name),
      logMigration: async ({ name }) => void db.pragma(`user_version = ${STORE_MIGRATIONS.findIndex((migration) => migration.name === name) + 1}`),
      unlogMigration: async () => undefined,
    },
    logger: undefined,
  });
  // SQLite waits by blocking the thread; another open in this very process could then never finish.
  const busyTimeout = Number(db.pragma("busy_timeout", { simple: true }));
  db.pragma("busy_timeout = 0");
  try {
    if (!db.memory && !db.readonly) await whenFree(patience, () => db.pragma("journal_mode = WAL"));
    await whenFree(patience, () => db.exec("begin immediate"));
    try {
      db.pragma(`application_id = ${APPLICATION_ID}`);
      await umzug.up();
      db.exec("commit");
    } finally {
      if (db.inTransaction) db.exec("rollback");
    }
  } finally {
    db.pragma(`busy_timeout = ${busyTimeout}`);
  }
}

async function whenFree(patience: number, action: () => unknown): Promise<void> {
  for (let waited = 0; ; waited += 20) {
    try {
      action();
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= patience) throw error;
      await sleep(20);
    }
  }
}
