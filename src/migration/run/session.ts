/** One run under the lock: migrations as umzug wants them, their scripts, interruption, errors. */
import { SelectoError } from "../../model/error.ts";
import type { Direction, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import type { RanMigration } from "../../model/migration-run.ts";
import type { Ledger } from "../ledger/read.ts";
import { enterMigration, journalFinish, journalStart, removeMigration } from "../ledger/rows.ts";
import { WHOLE_DATABASE } from "../ledger/tables.ts";
import { interrupted, takeLock, type RunLock } from "../lock.ts";
import { runWithUmzug, type EngineMigration } from "./engine.ts";
import { NO_LOCK_RETRY, retryingLocks } from "./lock-retry.ts";
import { migrationFailure } from "./failure.ts";
import { needsJournal, runJournalled, segmentsOf } from "./journalled.ts";
import { publishesUpdates } from "./replica-identity.ts";
import { DEFAULT_LOCK_TIMEOUT_MS, type RunOptions } from "./options.ts";
import { resetStatements, settingStatements, transactionScript, unhurried, type StepSettings } from "./script.ts";
import { runTransaction, StepFailed } from "./transaction.ts";

/** A migration as this run sends it: for a tenant its steps name the tenant's namespace. */
interface Sent {
  readonly steps: readonly MigrationStep[];
  readonly settings: StepSettings;
  /** the ledger's statements: they keep the package as it is on disk */
  readonly closing: readonly string[];
  readonly tenant: string;
}

async function sentOf(migration: MigrationPackage, direction: Direction, options: RunOptions): Promise<Sent> {
  const { up, down, searchPath } = options.tenant?.moved(migration) ?? { ...migration, searchPath: migration.manifest.searchPath };
  const tenant = options.tenant?.namespace ?? WHOLE_DATABASE;
  const steps = direction === "up" ? up : down;
  const journalled = needsJournal(steps);
  const closing = direction === "up" ? enterMigration(migration, options.toolVersion, journalled, tenant) : removeMigration(migration, journalled, tenant);
  const publishes = await publishesUpdates(options.database, steps);
  return { steps, settings: { searchPath, stepLockTimeoutMs: options.stepLockTimeoutMs, publishes }, closing, tenant };
}

/** The texts that a run of these migrations sends, without the guards that need a live session. */
export async function scriptTexts(chosen: readonly MigrationPackage[], direction: Direction, options: RunOptions): Promise<{ name: string; sql: string }[]> {
  const texts: { name: string; sql: string }[] = [];
  for (const one of chosen) texts.push({ name: one.manifest.name, sql: await scriptText(one, direction, options) });
  return texts;
}

async function scriptText(migration: MigrationPackage, direction: Direction, options: RunOptions): Promise<string> {
  const { steps, settings, closing, tenant } = await sentOf(migration, direction, options);
  if (!needsJournal(steps)) return transactionScript(steps, settings, closing, undefined).sql;
  const { name } = migration.manifest;
  const parts = segmentsOf(steps).flatMap((segment) => {
    const [step] = segment;
    if (step?.mode !== "no-tx")
      return [
        transactionScript(
          segment,
          settings,
          segment.map((one) => journalFinish(name, direction, one, tenant)),
          undefined,
        ).sql,
      ];
    return [
      ...settingStatements(unhurried(settings), ""),
      journalStart(name, direction, step, tenant),
      step.sql,
      journalFinish(name, direction, step, tenant),
      ...resetStatements(unhurried(settings)),
    ];
  });
  return [...parts, transactionScript([], settings, closing, undefined).sql].join("\n");
}

/** Takes the run's lock with the manners the options ask for. */
export function lockFor(options: RunOptions): Promise<RunLock> {
  return takeLock(options.database, {
    timeoutMs: options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
    signal: options.signal,
    ...(options.tenant !== undefined && { tenant: options.tenant.namespace }),
    onWait: (holder) => options.onProgress?.({ kind: "waiting", holder }),
  });
}

/**
 * Runs `chosen` in the order given.
 *
 * @param applied every applied migration by ordinal; bodies are asked for only of those that run
 * @throws SelectoError
 */
export async function runChosen(
  direction: Direction,
  chosen: readonly MigrationPackage[],
  ledger: Ledger,
  lock: RunLock,
  options: RunOptions,
): Promise<RanMigration[]> {
  const ran: RanMigration[] = [];
  const stop = watchAbort(lock, options);
  const run = (migration: MigrationPackage) => async (): Promise<void> => {
    const { name } = migration.manifest;
    if (options.signal?.aborted === true) throw interrupted();
    options.onProgress?.({ kind: "started", name, direction, index: ran.length + 1, total: chosen.length });
    const started = performance.now();
    await runOne(migration, direction, ledger, lock.pid, options);
    const durationMs = Math.round(performance.now() - started);
    const domains = domainsNow(migration, direction);
    ran.push({ name, durationMs, ...(domains.length > 0 && { domains }) });
    options.onProgress?.({ kind: "finished", name, direction, durationMs });
  };
  const body = new Map(chosen.map((migration) => [migration.manifest.name, run(migration)]));
  const asEngine = (name: string): EngineMigration => {
    // umzug would pass over a migration without a way and call it done
    const way = body.get(name) ?? ((): Promise<void> => Promise.reject(new Error(`${name} was not chosen to run`)));
    return { name, up: way, down: way };
  };
  const applied = ledger.applied.map(({ name }) => asEngine(name));
  const names = chosen.map((migration) => migration.manifest.name);
  try {
    await runWithUmzug(direction, names, applied, direction === "up" ? names.map(asEngine) : []);
    return ran;
  } finally {
    stop();
  }
}

function domainsNow({ manifest }: MigrationPackage, direction: Direction): NonNullable<RanMigration["domains"]> {
  return manifest.domains.map(({ name, from, to, before, after }) =>
    direction === "up" ? { name, version: to, live: after !== null } : { name, version: from, live: before !== null },
  );
}

async function runOne(migration: MigrationPackage, direction: Direction, ledger: Ledger, pid: number, options: RunOptions): Promise<void> {
  const { steps, settings, closing, tenant } = await sentOf(migration, direction, options);
  const { database, signal } = options;
  const { name } = migration.manifest;
  const journalled = needsJournal(steps);
  let reached = 0;
  const attempt = (work: () => Promise<void>): Promise<void> =>
    retryingLocks(work, options.lockRetry ?? NO_LOCK_RETRY, signal, (number, pauseMs) =>
      options.onProgress?.({ kind: "locked-out", name, attempt: number, attempts: options.lockRetry?.attempts ?? 1, pauseMs }),
    );
  try {
    if (!journalled) await attempt(() => runTransaction(database, transactionScript(steps, settings, closing, pid)));
    else {
      await runJournalled({
        database,
        migration,
        steps,
        direction,
        tenant,
        settings,
        journal: ledger.journal,
        closing,
        pid,
        onStep: (step) => {
          reached = step.n;
          options.onProgress?.({ kind: "step", name, step: step.n, steps: steps.length });
        },
        onBatch: (step, rows, of) => options.onProgress?.({ kind: "batch", name, step: step.n, rows, ...(of !== undefined && { of }) }),
        attempt,
        checkpoint: () => {
          if (signal?.aborted === true) throw interrupted();
        },
      });
    }
  } catch (error) {
    if (signal?.aborted === true && error instanceof StepFailed && error.error.sqlstate === "57014") throw interrupted();
    if (error instanceof StepFailed)
      throw migrationFailure(
        error,
        migration,
        direction,
        journalled && reached > 1 ? "steps before it are done and journalled; the next run goes on from there" : undefined,
      );
    if (error instanceof SelectoError && error.code === "database-connection-lost") throw connectionLost(name, direction, error);
    throw error;
  }
}

function connectionLost(name: string, direction: Direction, cause: SelectoError): SelectoError {
  return new SelectoError(
    {
      code: cause.code,
      what: `${name} (${direction}): ${cause.message}`,
      why: "steps and ledger are one transaction, so it is applied whole or not at all; migrations before it stay as they were",
      next: `selecto migrate status, then selecto migrate ${direction}`,
      exit: cause.exit,
    },
    { cause },
  );
}

/** On abort the running statement is cancelled once, where the caller gave a way. */
function watchAbort(lock: RunLock, { signal, cancelBackend }: RunOptions): () => void {
  if (signal === undefined || cancelBackend === undefined) return () => undefined;
  // whether the cancelling connection comes up or not, the run ends at its next checkpoint
  const onAbort = (): void => void cancelBackend(lock.pid).catch(() => undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  return () => signal.removeEventListener("abort", onAbort);
}
