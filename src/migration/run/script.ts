/**
 * The text of one transaction: begin, settings, steps, what else must stand or fall with them, commit.
 * One message to the server for a whole migration; which step failed is found again by markers.
 * Pure text.
 */
import type { MigrationStep } from "../../model/migration.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { identityStatements } from "./replica-identity.ts";

/** First key of the advisory locks that mark how far a script came: they survive a rollback. */
export const MARKER_CLASS = 1936026726;
/** Text in the error of a statement that another backend answered. */
export const GUARD_MARK = "selecto: another backend answers";

export interface StepSettings {
  /** empty: only what PostgreSQL always searches */
  readonly searchPath: readonly string[];
  /** `lock_timeout` of the steps in milliseconds; undefined leaves the server's own */
  readonly stepLockTimeoutMs?: number | undefined;
  /** a publication sends updates on: see `replica-identity` */
  readonly publishes?: boolean;
}

/** Which part of a transaction a marker or an offset stands for. */
export type ScriptPlace = { readonly part: "step"; readonly step: MigrationStep } | { readonly part: "ledger" } | { readonly part: "commit" };

export interface TransactionScript {
  readonly sql: string;
  /** in order; marker `i + 1` stands for the place at index `i` */
  readonly places: readonly { readonly place: ScriptPlace; readonly from: number; readonly to: number }[];
}

/**
 * Settings as statements; `scope` is `local ` inside a transaction. Function bodies are checked when
 * they run, as in a dump: a plan may define a function before what it calls.
 */
export function settingStatements(settings: StepSettings, scope: "local " | ""): string[] {
  const path = settings.searchPath.length === 0 ? "''" : settings.searchPath.map(quoteIdentifier).join(", ");
  const timeout = settings.stepLockTimeoutMs === undefined ? [] : [`set ${scope}lock_timeout to ${Math.round(settings.stepLockTimeoutMs)};`];
  return [`set ${scope}search_path to ${path};`, `set ${scope}check_function_bodies to off;`, ...timeout];
}

/** CONCURRENTLY waits for others without keeping anybody waiting: such a step may take its time. */
export function unhurried(settings: StepSettings): StepSettings {
  return { ...settings, stepLockTimeoutMs: undefined };
}

/** Puts back what {@link settingStatements} set for the session. */
export function resetStatements(settings: StepSettings): string[] {
  return ["reset search_path;", "reset check_function_bodies;", ...(settings.stepLockTimeoutMs === undefined ? [] : ["reset lock_timeout;"])];
}

/** Fails, in words of our own, unless this backend answers. */
export function guardStatement(pid: number): string {
  // not a constant for the planner: pg_backend_pid() is stable, so the cast happens only where it must fail
  return `select case when pg_backend_pid() = ${pid} then 0 else ('${GUARD_MARK} ' || pg_backend_pid())::integer end;`;
}

/**
 * @param closing statements that belong to the migration but to no step: ledger, journal
 * @param pid the backend that holds the lock; without it no guard and no markers, the text for a reader
 */
export function transactionScript(
  steps: readonly MigrationStep[],
  settings: StepSettings,
  closing: readonly string[],
  pid: number | undefined,
): TransactionScript {
  const lines: string[] = [];
  const places: { place: ScriptPlace; from: number; to: number }[] = [];
  let length = 0;
  const add = (sql: string): void => {
    lines.push(sql);
    length += sql.length + 1;
  };
  const enter = (place: ScriptPlace, sql: readonly string[], around?: ReturnType<typeof identityStatements>): void => {
    const number = places.length + 1;
    if (pid !== undefined)
      add(`select ${number === 1 ? "" : `pg_advisory_unlock_shared(${MARKER_CLASS}, ${number - 1}), `}pg_advisory_lock_shared(${MARKER_CLASS}, ${number});`);
    if (around !== undefined) add(around.before);
    const from = length;
    for (const one of sql) add(one);
    places.push({ place, from, to: length });
    if (around !== undefined) add(around.after);
  };
  add("begin;");
  for (const setting of settingStatements(settings, "local ")) add(setting);
  if (pid !== undefined) add(guardStatement(pid));
  for (const step of steps) enter({ part: "step", step }, [step.sql], settings.publishes === true ? identityStatements(step.sql) : undefined);
  if (closing.length > 0) enter({ part: "ledger" }, closing);
  enter({ part: "commit" }, ["commit;"]);
  if (pid !== undefined) add(`select pg_advisory_unlock_shared(${MARKER_CLASS}, ${places.length});`);
  return { sql: lines.join("\n"), places };
}
