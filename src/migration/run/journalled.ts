/**
 * A migration with steps that refuse a transaction: runs of transactional steps in transactions of
 * their own, the others alone, and a journal in the target that says how far it came. Resumable at
 * every point; what cannot be known is said and left to the reader.
 */
import { DatabaseError } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { Direction, JournalEntry, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import { codePointOffset } from "../../sql/offsets.ts";
import { shellWord } from "../../model/shell-word.ts";
import { entriesOf, journalFinish, journalForget, journalStart } from "../ledger/rows.ts";
import { WHOLE_DATABASE } from "../ledger/tables.ts";
import { loneStatement } from "../package/statement.ts";
import { runBatched, type BatchedRun } from "./batched.ts";
import { findIndex, recoverStep, traceOf } from "./resume.ts";
import { guardStatement, resetStatements, settingStatements, transactionScript, unhurried } from "./script.ts";
import { execGuarded, runTransaction, StepFailed } from "./transaction.ts";

export interface JournalledRun extends BatchedRun {
  /** those of the way, as they are sent */
  readonly steps: readonly MigrationStep[];
  readonly journal: readonly JournalEntry[];
  /** the ledger's statements, for the last transaction */
  readonly closing: readonly string[];
  readonly onStep: (step: MigrationStep) => void;
}

/** Whether a script needs the journal. */
export function needsJournal(steps: readonly MigrationStep[]): boolean {
  return steps.some((step) => step.mode !== "tx");
}

/** Steps that commit together; every step of another mode stands by itself. */
export function segmentsOf(steps: readonly MigrationStep[]): MigrationStep[][] {
  const segments: MigrationStep[][] = [];
  for (const step of steps) {
    const last = segments.at(-1);
    if (step.mode === "tx" && last?.[0]?.mode === "tx") last.push(step);
    else segments.push([step]);
  }
  return segments;
}

/** @throws StepFailed; SelectoError `migration-changed-midway`, `migration-step-unknown` */
export async function runJournalled(run: JournalledRun): Promise<void> {
  const { migration, steps, direction, settings, closing, pid, database } = run;
  const entries = entriesOf(run.journal, migration.manifest.name, direction);
  for (const step of steps) {
    const entry = entries.get(step.n);
    // half a step in batches is as good as a finished one: rows were changed by that text
    const isBegun = entry?.finished === true || (entry !== undefined && step.mode === "batches");
    if (isBegun && entry.sha256 !== step.sha256) throw changedMidway(migration, direction, step);
  }
  const segments = segmentsOf(steps);
  let closed = false;
  for (const segment of segments) {
    const rest = segment.filter((step) => entries.get(step.n)?.finished !== true);
    const [lone] = rest;
    if (lone === undefined) continue;
    run.checkpoint();
    for (const step of rest) run.onStep(step);
    if (lone.mode === "no-tx") {
      await runLone(run, lone, entries.get(lone.n));
      continue;
    }
    if (lone.mode === "batches") {
      await runBatched(run, lone, entries.get(lone.n));
      continue;
    }
    closed = segment === segments.at(-1);
    const after = closed ? closing : rest.map((step) => journalFinish(migration.manifest.name, direction, step, run.tenant));
    await run.attempt(() => runTransaction(database, transactionScript(rest, settings, after, pid)));
  }
  if (!closed) await runTransaction(database, transactionScript([], settings, closing, pid));
}

async function runLone(run: JournalledRun, step: MigrationStep, entry: JournalEntry | undefined): Promise<void> {
  const { database, direction, pid } = run;
  const settings = unhurried(run.settings);
  const { name } = run.migration.manifest;
  const statement = loneStatement(step.sql);
  if (statement.kind === "add-enum-value") {
    await runTransaction(database, transactionScript([step], settings, [journalFinish(name, direction, step, run.tenant)], pid));
    return;
  }
  try {
    await execGuarded(database, [guardStatement(pid), ...settingStatements(settings, "")].join("\n"));
    if (entry !== undefined) {
      const trace = await recoverStep(database, statement);
      if (trace === "unknown") throw stepUnknown(run, step);
      if (trace === "done") {
        await database.exec(journalFinish(name, direction, step, run.tenant));
        return;
      }
      await database.exec(journalStart(name, direction, step, run.tenant));
    } else if ((await traceOf(database, statement)) !== "done") {
      // What is there already is not this step's work: without a start in the journal nobody will take it for that.
      await database.exec(journalStart(name, direction, step, run.tenant));
    }
    await execLone(run, step);
    await requireValid(run, step);
    await database.exec(journalFinish(name, direction, step, run.tenant));
  } finally {
    await database.exec(resetStatements(settings).join("\n")).catch(() => undefined);
  }
}

/** PostgreSQL refused: take back what the attempt left, so that the next one starts clean. */
async function execLone(run: JournalledRun, step: MigrationStep): Promise<void> {
  const { database } = run;
  const statement = loneStatement(step.sql);
  try {
    await database.exec(step.sql);
  } catch (thrown) {
    if (!(thrown instanceof DatabaseError)) throw thrown;
    const { error } = thrown;
    const nameWasTaken = error.sqlstate === "42P07";
    try {
      const trace = nameWasTaken ? "absent" : await recoverStep(database, statement);
      if (trace !== "done") await database.exec(journalForget(run.migration.manifest.name, run.direction, step.n, run.tenant));
    } catch {
      // The journal still has the start: the next run finds what is left and clears it.
    }
    throw new StepFailed({ part: "step", step }, error, error.position === undefined ? undefined : codePointOffset(step.sql, error.position - 1));
  }
}

/** IF NOT EXISTS is content with the INVALID index of an earlier failure: we are not. */
async function requireValid(run: JournalledRun, step: MigrationStep): Promise<void> {
  const statement = loneStatement(step.sql);
  if (statement.kind !== "create-index" || statement.index === undefined) return;
  const index = await findIndex(run.database, statement);
  if (index === undefined || index.valid) return;
  await run.database.exec(journalForget(run.migration.manifest.name, run.direction, step.n, run.tenant));
  throw new SelectoError({
    code: "index-invalid",
    what: `the index ${index.namespace}.${index.name} is INVALID`,
    why: `it was there before ${run.migration.manifest.name}, left by a failed CREATE INDEX CONCURRENTLY, and IF NOT EXISTS kept it`,
    next: `drop it (drop index concurrently ${index.namespace}.${index.name}), then selecto migrate ${run.direction}`,
    exit: EXIT.findings,
  });
}

function changedMidway(migration: MigrationPackage, direction: Direction, step: MigrationStep): SelectoError {
  const { name } = migration.manifest;
  return new SelectoError({
    code: "migration-changed-midway",
    what: `${name} is half done, and its step ${step.n} has changed since it ran`,
    why: `the journal of the database has another text for that step of ${direction}.sql`,
    next: `restore step ${step.n} from git, then selecto migrate ${direction}`,
  });
}

function stepUnknown({ migration, direction, tenant }: JournalledRun, step: MigrationStep): SelectoError {
  const at = `${migration.manifest.name}:${direction}:${step.n}`;
  const fleet = tenant === WHOLE_DATABASE ? "" : `--namespaces ${shellWord(tenant)} `;
  return new SelectoError({
    code: "migration-step-unknown",
    what: `${migration.manifest.name} stopped inside step ${step.n} of ${direction}.sql`,
    why: "the step runs outside a transaction, and whether it came to its end cannot be seen from the catalog",
    next: `look, then say which: selecto migrate repair ${fleet}--allow ran:${at}, or --allow not-run:${at}; then selecto migrate ${direction}`,
  });
}
