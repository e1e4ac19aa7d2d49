/** Session settings of the oracle: how statements are read, and how the catalogs are. */
import type { Database } from "../model/database.ts";
import { DEFAULT_SEARCH_PATH } from "../model/oracle-settings.ts";

/** Settings under which subjects are compiled and planned. */
export function askingSettings(searchPath: string | undefined): string {
  return [
    `set search_path = ${searchPath ?? DEFAULT_SEARCH_PATH}`,
    "set check_function_bodies = on",
    "set jit = off",
    // An empty shadow would scan everything: with scans discouraged the plan shows which index a condition can use.
    "set enable_seqscan = off",
    "set max_parallel_workers_per_gather = 0",
    "set client_min_messages = error",
  ].join("; ");
}

/** Runs catalog reads with `search_path` pinned, so that every name and type is spelled in full, then restores it. */
export async function withPinnedPath<T>(database: Database, read: () => Promise<T>): Promise<T> {
  const [row] = await database.query<{ path: string }>("select current_setting('search_path') as path");
  await database.exec("set search_path = pg_catalog");
  try {
    return await read();
  } finally {
    await database.query("select set_config('search_path', $1, false)", [row?.path ?? ""]);
  }
}
