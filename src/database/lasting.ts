/**
 * The embedded database that lasts: a data folder on disk (`.selecto/database`), the target of
 * `database.url: embedded`. Two processes on one folder lose rows silently, so every open, readers
 * too, holds an operating-system lock: a long-lived exclusive SQLite transaction beside the folder,
 * which the system releases even after kill -9.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../model/database.ts";
import { EXIT, SelectoError } from "../model/error.ts";
import { openEmbedded } from "./embedded/open.ts";

export interface LastingOptions {
  readonly extensions?: readonly string[];
  readonly timeoutMs?: number;
}

/**
 * Opens (and on first use creates) the embedded database in `folder`.
 *
 * @throws SelectoError `database-busy` (exit 4, naming the process) while another process holds it
 */
export async function openLasting(folder: string, options: LastingOptions = {}): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  const release = await lockFolder(folder);
  try {
    const dataDir = join(folder, "data");
    const fresh = !existsSync(join(dataDir, "PG_VERSION"));
    if (fresh && existsSync(dataDir)) setAside(dataDir);
    const database = await openEmbedded({
      ...options,
      extensions: rememberedExtensions(folder, options.extensions ?? []),
      dataDir,
      initialise: fresh,
      timeoutMs: options.timeoutMs ?? 0,
    });
    return {
      ...database,
      async close() {
        await database.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Every extension the database was ever opened with: some of them enter its configuration to be loaded
 * at each start, and a start without them fails.
 */
function rememberedExtensions(folder: string, wanted: readonly string[]): string[] {
  const file = join(folder, "extensions");
  const known = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((name) => name !== "")
    : [];
  const all = [...new Set([...known, ...wanted])].toSorted();
  if (all.length > known.length) writeFileSync(file, `${all.join("\n")}\n`);
  return all;
}

/** A folder that is not empty and no database either (a first start that was killed): moved, never deleted. */
function setAside(dataDir: string): void {
  let number = 1;
  while (existsSync(`${dataDir}.unfinished-${number}`)) number++;
  renameSync(dataDir, `${dataDir}.unfinished-${number}`);
}

async function lockFolder(folder: string): Promise<() => void> {
  const { default: Sqlite } = await import("better-sqlite3");
  const owner = join(folder, "owner");
  const lock = new Sqlite(join(folder, "lock.db"), { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (cause) {
    lock.close();
    const pid = existsSync(owner) ? readFileSync(owner, "utf8").trim() : "unknown";
    throw new SelectoError(
      {
        code: "database-busy",
        what: `the embedded database in ${folder} is in use`,
        why: `process ${pid} holds it, and two processes on one data folder would lose rows`,
        next: "wait until that process has ended, then run the command again",
        exit: EXIT.lockBusy,
      },
      { cause },
    );
  }
  writeFileSync(owner, `${process.pid}\n`);
  return () => {
    rmSync(owner, { force: true });
    lock.close();
  };
}
