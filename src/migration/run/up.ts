/** Applies migrations: everything is checked before anything runs, and again under the lock. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import type { LiveHazard, MigrationPackage } from "../../model/migration.ts";
import { nearestName } from "../../model/nearest-name.ts";
import { formatPosition } from "../../model/position.ts";
import { readLedger } from "../ledger/read.ts";
import { liveHazards, requireCalm } from "../online/live.ts";
import { createLedger, ledgerTablesSql, namespaceExists } from "../ledger/tables.ts";
import { compareLedger, type LedgerComparison } from "./compare.ts";
import { requireConsent } from "./consent.ts";
import { tellingFailures } from "./failure.ts";
import type { RunOutcome } from "../../model/migration-run.ts";
import type { RunOptions } from "./options.ts";
import { lockFor, runChosen, scriptTexts } from "./session.ts";

export interface UpOptions extends RunOptions {
  /** the last migration to apply */
  readonly to?: string;
  /** consents by name: `lossy:users.email`, `irreversible:<name>`, `unproved:<name>` */
  readonly allow?: readonly string[];
  /** size from which on a table is big, in bytes; without it nobody looks at sizes */
  readonly bigTableBytes?: number;
}

/**
 * Applies pending migrations in the order of the chain, each in one transaction with its ledger row.
 * With nothing to do it reads the ledger once and takes no lock.
 *
 * @throws SelectoError: integrity (2), consent (3), lock (4), a failed step (1), interruption (5)
 */
export function migrateUp(options: UpOptions): Promise<RunOutcome> {
  return tellingFailures(() => applyPending(options));
}

async function applyPending(options: UpOptions): Promise<RunOutcome> {
  const first = await planUp(options);
  if (first.chosen.length === 0) return outcome(first.comparison, [], false);
  requireConsent(first.chosen, options.allow ?? [], `up${options.typed ?? ""}`);
  const hazards = await hazardsHere(first, options);
  if (options.dryRun === true) return dryRun(first, options, hazards);
  requireCalm(hazards, options.allow ?? []);

  const lock = await lockFor(options);
  try {
    // Another runner may have been at work since: only what the lock protects counts.
    const { chosen, comparison, ledger } = await planUp(options);
    if (chosen.length === 0) return outcome(comparison, [], lock.waited);
    requireConsent(chosen, options.allow ?? [], `up${options.typed ?? ""}`);
    if (!ledger.exists || ledger.outdated === true) await createLedger(options.database, ledger.outdated);
    return outcome(comparison, await runChosen("up", chosen, ledger, lock, options), lock.waited);
  } finally {
    await lock.release();
  }
}

interface UpPlan {
  readonly chosen: readonly MigrationPackage[];
  readonly comparison: LedgerComparison;
  readonly ledger: Awaited<ReturnType<typeof readLedger>>;
}

async function planUp(options: UpOptions): Promise<UpPlan> {
  const ledger = await readLedger(options.database, options.tenant?.namespace);
  const comparison = compareLedger(ledger, options.reading, options.label);
  refuse(comparison);
  return { chosen: choose(comparison, options), comparison, ledger };
}

/** Stops on everything that makes the next migration uncertain. @throws SelectoError */
export function refuse({ diagnostics, status, pending }: LedgerComparison): void {
  const errors = diagnostics.filter((one) => one.severity === "error");
  // A database that is ahead of the files is news, not an obstacle, while there is nothing to run.
  const stopping = errors.filter((one) => one.code !== "migration-unfinished" && (one.code !== "migration-missing" || pending.length > 0));
  const [worst] = stopping;
  if (worst !== undefined) throw integrityFailure(worst, stopping.length - 1);
  for (const { name, direction } of status.unfinished) {
    if (direction === "up" && pending[0]?.manifest.name === name) continue;
    throw new SelectoError({
      code: "migration-unfinished",
      what: `${name} stopped halfway on its way ${direction}`,
      why: "it has steps outside a transaction, and only that migration can be next",
      next: direction === "down" ? "finish it: selecto migrate down" : `restore the folder of ${name} from git, then selecto migrate up`,
    });
  }
}

/** One failure for the first finding; the others are counted. */
function integrityFailure(worst: Diagnostic, others: number): SelectoError {
  const more = others > 0 ? ` (and ${others} more: selecto migrate status)` : "";
  return new SelectoError({
    code: worst.code,
    what: `${worst.position === undefined ? "" : `${formatPosition(worst.position)}: `}${worst.message}${more}`,
    why: "migrations run only when the files and the ledger agree; nothing was changed",
    next: worst.next ?? "selecto migrate status",
    exit: EXIT.usage,
  });
}

function choose({ pending, status }: LedgerComparison, { to, steps }: UpOptions): readonly MigrationPackage[] {
  let end = pending.length;
  if (to !== undefined) {
    const index = pending.findIndex((one) => one.manifest.name === to);
    if (index === -1 && !status.applied.some(({ name }) => name === to)) {
      throw unknownMigration(to, [...status.pending, ...status.applied.map(({ name }) => name)]);
    }
    end = index + 1;
  }
  return pending.slice(0, Math.min(end, steps ?? end));
}

/** @param asked how the nearest name is asked for: a flag or a command, with the blank behind it */
export function unknownMigration(name: string, known: readonly string[], asked = "--to "): SelectoError {
  const near = nearestName(name, known);
  return new SelectoError({
    code: "migration-unknown",
    what: `there is no migration ${name}`,
    why: `${known.length} migrations are known here${near === undefined ? "" : `; the nearest is ${near}`}`,
    next: near === undefined ? "selecto migrate status lists them" : `${asked}${near}`,
  });
}

/** A tenant's tables have other names than the package says: nobody looks. */
async function hazardsHere({ chosen }: UpPlan, { database, bigTableBytes, tenant }: UpOptions): Promise<LiveHazard[]> {
  return bigTableBytes === undefined || tenant !== undefined ? [] : liveHazards(database, chosen, bigTableBytes);
}

async function dryRun({ chosen, comparison, ledger }: UpPlan, options: UpOptions, hazards: readonly LiveHazard[]): Promise<RunOutcome> {
  const scripts = await scriptTexts(chosen, "up", options);
  const setUp = ledger.exists ? [] : [{ name: "ledger", sql: ledgerTablesSql(await namespaceExists(options.database)) }];
  return { ...outcome(comparison, [], false), scripts: [...setUp, ...scripts], hazards };
}

function outcome({ status, diagnostics }: LedgerComparison, ran: RunOutcome["ran"], waited: boolean): RunOutcome {
  return {
    direction: "up",
    ran,
    scripts: [],
    waited,
    appliedCount: status.applied.length + ran.length,
    pendingCount: status.pending.length - ran.length,
    diagnostics,
  };
}
