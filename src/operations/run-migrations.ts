/** Applies migrations to the target, takes them back, and tells how the ledger stands. */
import { migrateDown } from "../migration/run/down.ts";
import type { RunOptions, RunOutcome, RunProgress } from "../migration/run/options.ts";
import { readMigrationStatus } from "../migration/run/status.ts";
import { migrateUp } from "../migration/run/up.ts";
import type { History } from "../history/open.ts";
import { openServer } from "../database/server.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { LiveHazard, MigrationStatus } from "../model/migration.ts";
import { extensionsNamed } from "../schema/statement-kind.ts";
import { liveHazards } from "../migration/online/live.ts";
import { bigTableBytes } from "./live-hazards.ts";
import { readDrift, type Drift } from "./live-drift.ts";
import { readPackages } from "./migration-states.ts";
import type { Session } from "./session.ts";
import { openTarget } from "./target.ts";

export interface RunInput {
  readonly toolVersion: string;
  /** `env:NAME` or `embedded` */
  readonly database?: string | undefined;
  readonly to?: string | undefined;
  readonly steps?: number | undefined;
  readonly dryRun: boolean;
  /** `down` only: what was applied counts, not what the files say now */
  readonly fromLedger: boolean;
  readonly allow: readonly string[];
  readonly lockTimeoutMs?: number | undefined;
  /** how long a step waits for a table, and how often it comes back for it */
  readonly stepLockTimeoutMs: number;
  readonly lockAttempts: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export interface RunAnswer extends RunOutcome {
  /** the target in words, without secrets */
  readonly target: string;
}

/** @throws SelectoError: consent needed (3), lock busy (4), integrity or a failing step (1), unreachable (2) */
export function runMigrations(session: Session, direction: "up" | "down", input: RunInput): Promise<RunAnswer> {
  return withTarget(session, input, async (options, target) => {
    const outcome =
      direction === "up"
        ? await migrateUp({ ...options, allow: input.allow, bigTableBytes: bigTableBytes(session), ...(input.to !== undefined && { to: input.to }) })
        : await migrateDown({ ...options, fromLedger: input.fromLedger, ...(input.to !== undefined && { to: input.to === "none" ? null : input.to }) });
    return { ...outcome, target };
  });
}

/** Opens the target for a run, and closes it whatever happens. `target` is its name in words, without secrets. */
export async function withTarget<T>(session: Session, input: Omit<RunInput, "to">, task: (options: RunOptions, target: string) => Promise<T>): Promise<T> {
  const { reading, label } = readPackages(session);
  const target = await openTarget(session, { flag: input.database, extensions: extensionsNamed(reading.packages.flatMap((one) => [one.upSql, one.downSql])) });
  const { url } = target;
  try {
    const options = {
      database: target.database,
      reading,
      label,
      toolVersion: input.toolVersion,
      dryRun: input.dryRun,
      signal: input.signal,
      onProgress: input.onProgress,
      stepLockTimeoutMs: input.stepLockTimeoutMs,
      lockRetry: { attempts: input.lockAttempts, firstPauseMs: 500 },
      ...(input.steps !== undefined && { steps: input.steps }),
      ...(input.lockTimeoutMs !== undefined && { lockTimeoutMs: input.lockTimeoutMs }),
      ...(url !== undefined && { cancelBackend: (pid: number) => cancelBackend(url, pid) }),
    };
    return await task(options, target.text);
  } finally {
    await target.database.close();
  }
}

async function cancelBackend(url: string, pid: number): Promise<void> {
  const other = await openServer(url, { applicationName: "selecto cancel" });
  await other.query("select pg_cancel_backend($1)", [pid]);
  await other.close();
}

export interface StatusAnswer {
  readonly target: string;
  readonly status: MigrationStatus;
  /** of the pending migrations, on this database's tables */
  readonly hazards: readonly LiveHazard[];
  readonly diagnostics: readonly Diagnostic[];
  /** only where it was asked for */
  readonly drift?: Drift;
}

/**
 * Ledger against files. Reads only.
 *
 * @param history where the live schema is to be compared as well, which takes a shadow
 */
export async function readStatus(session: Session, database: string | undefined, history?: History): Promise<StatusAnswer> {
  const packages = readPackages(session);
  const { reading, label } = packages;
  const target = await openTarget(session, { flag: database, readOnly: true });
  try {
    const { status, diagnostics } = await readMigrationStatus(target.database, reading, label);
    const pending = reading.packages.filter(({ manifest }) => status.pending.includes(manifest.name));
    const hazards = await liveHazards(target.database, pending, bigTableBytes(session));
    const drift = history === undefined ? undefined : await readDrift(session, target.database, target.text, packages, history);
    return { target: target.text, status, hazards, diagnostics: [...reading.diagnostics, ...diagnostics], ...(drift !== undefined && { drift }) };
  } finally {
    await target.database.close();
  }
}
