/**
 * A step in batches: one window of its table after the other, each a transaction with the place it came to, so that
 * a run that breaks off goes on there. Windows follow a key; rows that come in behind the last one are not waited for.
 */
import type { Database, Row } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { Direction, JournalEntry, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { forgetPosition, readPosition, writePosition } from "../ledger/batches.ts";
import { journalFinish, journalStart } from "../ledger/rows.ts";
import { planBatches, type BatchPlan } from "../online/batches.ts";
import { guardStatement, resetStatements, settingStatements, transactionScript, type StepSettings } from "./script.ts";
import { execGuarded, runTransaction } from "./transaction.ts";

/** The run it is a part of. */
export interface BatchedRun {
  readonly database: Database;
  readonly migration: MigrationPackage;
  readonly direction: Direction;
  readonly tenant: string;
  readonly settings: StepSettings;
  readonly pid: number;
  /** throws to stop between two windows */
  readonly checkpoint: () => void;
  /** repeats what somebody's lock kept from running */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
  /** rows done so far, and how many there are as the planner believes */
  readonly onBatch: (step: MigrationStep, rows: number, of: number | undefined) => void;
}

/** @throws StepFailed; SelectoError `batches-unreadable`, `batches-key` */
export async function runBatched(run: BatchedRun, step: MigrationStep, entry: JournalEntry | undefined): Promise<void> {
  const { database, direction, tenant, settings, pid } = run;
  const { name } = run.migration.manifest;
  const place = { tenant, migration: name, direction, step };
  const plan = planBatches(step.sql);
  if ("problem" in plan) throw refusal("batches-unreadable", name, direction, step, plan.problem);
  await execGuarded(database, [guardStatement(pid), ...settingStatements(settings, ""), "set datestyle to 'ISO, YMD';"].join("\n"));
  try {
    await requireKeys(run, plan, step);
    const position = await readPosition(database, place);
    const of = await estimate(database, plan);
    let [after, rows] = entry === undefined ? [undefined, 0] : [position?.reached, position?.rows ?? 0];
    await database.exec(journalStart(name, direction, step, tenant));
    for (;;) {
      run.checkpoint();
      const full = keyOf(await database.query(plan.endSql(after)), plan);
      const end = full ?? keyOf(await database.query(plan.lastSql(after)), plan);
      if (end === undefined) break;
      rows += plan.size;
      const window = { ...step, sql: plan.windowSql(after, end) };
      const script = transactionScript([window], settings, [writePosition(place, { reached: end, rows })], pid);
      await run.attempt(() => runTransaction(database, script));
      run.onBatch(step, rows, of);
      after = end;
      if (full === undefined) break;
    }
    await runTransaction(database, transactionScript([], settings, [journalFinish(name, direction, step, tenant), forgetPosition(place)], pid));
  } finally {
    await database.exec([...resetStatements(settings), "reset datestyle;"].join("\n")).catch(() => undefined);
  }
}

function keyOf([row]: readonly Row[], { keys }: BatchPlan): string[] | undefined {
  return row === undefined ? undefined : keys.map((_key, at) => String(row[`key_${at + 1}`]));
}

/** Windows pass over rows whose key is NULL, so there may be none. */
async function requireKeys({ database, migration, direction }: BatchedRun, plan: BatchPlan, step: MigrationStep): Promise<void> {
  const relation = plan.table.replace(/^only\s+/i, "").replace(/\s+(?:as\s+)?(?:"[^"]*"|[A-Za-z_]\w*)$/i, "");
  const rows = await database.query(
    `select attname from pg_catalog.pg_attribute where attrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) and attnotnull and attname = any ($1)`,
    [plan.keys],
  );
  if (rows.length === plan.keys.length) return;
  const name = migration.manifest.name;
  throw refusal("batches-key", name, direction, step, `the key (${plan.keys.join(", ")}) must be columns of ${relation} that are NOT NULL`);
}

/** As the planner believes; undefined where nobody has analysed the table. */
async function estimate(database: Database, plan: BatchPlan): Promise<number | undefined> {
  const relation = plan.table.replace(/^only\s+/i, "");
  const [row] = await database.query<{ rows: number | null }>(
    `select sum(reltuples)::float8 as rows from pg_catalog.pg_class where reltuples >= 0 and oid in (select pg_catalog.to_regclass(${quoteLiteral(relation)}) union all select relid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(${quoteLiteral(relation)})))`,
  );
  return row === undefined || row.rows === null ? undefined : row.rows;
}

function refusal(code: string, name: string, direction: Direction, step: MigrationStep, why: string): SelectoError {
  return new SelectoError({
    code,
    what: `step ${step.n} of ${name}/${direction}.sql cannot run in batches`,
    why,
    next: `mend its line "-- selecto: batches of N by KEY", then selecto migrate verify`,
    exit: EXIT.usage,
  });
}
