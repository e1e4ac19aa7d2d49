/** Applies migrations to the target, takes them back, and tells how the ledger stands. */
import { readHeldArchives } from "../migration/archive/held.ts";
import { migrateDown } from "../migration/run/down.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import type { RunOptions, RunProgress } from "../migration/run/options.ts";
import { readMigrationStatus } from "../migration/run/status.ts";
import { migrateUp } from "../migration/run/up.ts";
import type { History } from "../history/open.ts";
import { openServer } from "../database/server.ts";
import type { Drift } from "../model/drift.ts";
import type { RunOutcome } from "../model/migration-run.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { HeldArchive, LiveHazard, MigrationStatus } from "../model/migration.ts";
import { onePerName } from "../model/flag-twice.ts";
import { shellWord } from "../model/shell-word.ts";
import { extensionsNamed } from "../schema/statement-kind.ts";
import { liveHazards } from "../migration/online/live.ts";
import { bigTableBytes } from "./live-hazards.ts";
import { readDrift } from "./live-drift.ts";
import { readPackages, refuseForeignRunner, type Packages } from "./migration-states.ts";
import type { Session } from "./session.ts";
import { openTarget, type Target } from "./target.ts";
import { typedFlags } from "./typed-flags.ts";

export interface RunWishes {
  readonly toolVersion: string;
  readonly to?: string | undefined;
  readonly steps?: number | undefined;
  readonly dryRun: boolean;
  /** `down` only: what was applied counts, not what the files say now */
  readonly fromLedger: boolean;
  readonly allow: readonly string[];
  /** `down` only: a column and the SQL expression for rows that have no value for it */
  readonly fills?: readonly (readonly [column: string, expression: string])[];
  /** `down` only: a column and the SQL expression that converts its values back */
  readonly usingsDown?: readonly (readonly [column: string, expression: string])[];
  readonly lockTimeoutMs?: number | undefined;
  /** how long a step waits for a table, and how often it comes back for it */
  readonly stepLockTimeoutMs: number;
  readonly lockAttempts: number;
  /** tables from this size on need consent before a step keeps others waiting on them; undefined asks for none */
  readonly bigTableBytes?: number | undefined;
  /** flags that say which database or fleet, for what to type next */
  readonly whom?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export interface RunInput extends RunWishes {
  /** `env:NAME` or `embedded` */
  readonly database?: string | undefined;
}

export interface RunAnswer extends RunOutcome {
  /** the target in words, without secrets */
  readonly target: string;
}

/** @throws SelectoError: consent needed (3), lock busy (4), integrity or a failing step (1), unreachable (2) */
export function runMigrations(session: Session, direction: "up" | "down", input: RunInput): Promise<RunAnswer> {
  refuseForeignRunner(session, readPackages(session));
  const wishes = { ...input, bigTableBytes: bigTableBytes(session) };
  return withTarget(session, input, async (options, target) => ({ ...(await runDirection(options, direction, wishes)), target }));
}

/** Opens the target for a run, and closes it whatever happens. `target` is its name in words, without secrets. */
export async function withTarget<T>(session: Session, input: Omit<RunInput, "to">, task: (options: RunOptions, target: string) => Promise<T>): Promise<T> {
  const packages = readPackages(session);
  const target = await openTarget(session, { flag: input.database, extensions: extensionsOfPackages(packages) });
  try {
    const whom = input.database === undefined ? "" : `--database ${shellWord(input.database)}`;
    return await task(runOptions(target, packages, { ...input, whom }), target.text);
  } finally {
    await target.database.close();
  }
}

/** Extensions that an embedded target must have at hand. */
export function extensionsOfPackages({ reading }: Packages): string[] {
  return extensionsNamed(reading.packages.flatMap((one) => [one.upSql, one.downSql]));
}

/** What a run on an open target is given. */
export function runOptions({ database, url }: Target, { reading, label }: Packages, wishes: RunWishes): RunOptions {
  return {
    database,
    reading,
    label,
    typed: typedFlags(wishes),
    toolVersion: wishes.toolVersion,
    dryRun: wishes.dryRun,
    signal: wishes.signal,
    onProgress: wishes.onProgress,
    stepLockTimeoutMs: wishes.stepLockTimeoutMs,
    lockRetry: { attempts: wishes.lockAttempts, firstPauseMs: 500 },
    ...(wishes.steps !== undefined && { steps: wishes.steps }),
    ...(wishes.lockTimeoutMs !== undefined && { lockTimeoutMs: wishes.lockTimeoutMs }),
    ...(url !== undefined && { cancelBackend: (pid: number) => cancelBackend(url, pid) }),
  };
}

/** One run, up or down. */
export function runDirection(options: RunOptions, direction: "up" | "down", wishes: RunWishes): Promise<RunOutcome> {
  const { allow, fromLedger, to, bigTableBytes: limit } = wishes;
  return direction === "up"
    ? migrateUp({ ...options, allow, ...(limit !== undefined && { bigTableBytes: limit }), ...(to !== undefined && { to }) })
    : migrateDown({
        ...options,
        fromLedger,
        allow,
        ...wayBackWishes(wishes),
        ...(to !== undefined && { to: to === "none" ? null : to }),
      });
}

/** What was said of rows on the way back. @throws SelectoError `flag-twice` */
export function wayBackWishes({ fills = [], usingsDown = [] }: Pick<RunWishes, "fills" | "usingsDown">): {
  fills: Map<string, string>;
  usings: Map<string, string>;
} {
  return { fills: onePerName("--fill", fills), usings: onePerName("--using", usingsDown) };
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
  readonly archives: readonly HeldArchive[];
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
    const hazards = await tellingFailures(() => liveHazards(target.database, pending, bigTableBytes(session)));
    const archives = await readHeldArchives(target.database);
    const drift = history === undefined ? undefined : await readDrift(session, target.database, target.text, packages, history);
    return { target: target.text, status, hazards, archives, diagnostics: [...reading.diagnostics, ...diagnostics], ...(drift !== undefined && { drift }) };
  } finally {
    await target.database.close();
  }
}
