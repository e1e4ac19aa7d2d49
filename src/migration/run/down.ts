/** Takes migrations back, newest application first, from the text that was applied. */
import { EXIT, SelectoError } from "../../model/error.ts";
import type { AppliedMigration, MigrationPackage } from "../../model/migration.ts";
import { settleWayBack, type Fills } from "../archive/way-back.ts";
import { readLedger, readLedgerPackage } from "../ledger/read.ts";
import { createLedger } from "../ledger/tables.ts";
import { compareLedger, type LedgerComparison } from "./compare.ts";
import { tellingFailures } from "./failure.ts";
import type { RunOutcome } from "../../model/migration-run.ts";
import type { RunOptions } from "./options.ts";
import { lockFor, runChosen, scriptTexts } from "./session.ts";
import { seenFromTenant } from "./tenant-view.ts";
import { unknownMigration } from "./up.ts";

export interface DownOptions extends RunOptions {
  /** the migration that stays the last applied one; null takes back all */
  readonly to?: string | null;
  /** take back what the ledger says was applied, though the files say something else now */
  readonly fromLedger?: boolean;
  /** what may be lost of what was entered since, by name: `lossy:orders` */
  readonly allow?: readonly string[];
  /** values for new rows where a column comes back that must have one */
  readonly fills?: Fills;
  /** expressions for type changes on the way back, instead of those of the package */
  readonly usings?: Fills;
  /** what was typed; default `down` */
  readonly command?: "down" | "redo";
}

/**
 * Takes applied migrations back in the reverse order of their application. A migration whose files
 * are gone is taken back from the ledger's copy.
 *
 * @throws SelectoError: irreversible, altered, without its archive (2), consent or values for new rows needed (3), lock (4), a failed step (1), interruption (5)
 */
export function migrateDown(options: DownOptions): Promise<RunOutcome> {
  return tellingFailures(() => takeBack(options));
}

async function takeBack(options: DownOptions): Promise<RunOutcome> {
  const first = await planDown(options);
  if (first.chosen.length === 0) return outcome(first.comparison, [], false);
  const settled = await settle(first.chosen, options);
  if (options.dryRun === true) {
    const scripts = await scriptTexts(settled, "down", options);
    return { ...outcome(first.comparison, [], false), scripts };
  }
  const lock = await lockFor(options);
  try {
    const { chosen, comparison, ledger } = await planDown(options);
    if (chosen.length === 0) return outcome(comparison, [], lock.waited);
    if (ledger.outdated === true) await createLedger(options.database, true);
    return outcome(comparison, await runChosen("down", await settle(chosen, options), ledger, lock, options), lock.waited);
  } finally {
    await lock.release();
  }
}

/** Looked at before anything is touched. */
async function settle(chosen: readonly MigrationPackage[], options: DownOptions): Promise<readonly MigrationPackage[]> {
  const { tenant, allow = [], fills = new Map(), usings = new Map(), command = "down", typed = "" } = options;
  if (tenant !== undefined && tenant.view === undefined) return chosen;
  const database = tenant === undefined ? options.database : seenFromTenant(options.database, tenant);
  return settleWayBack(database, chosen, { allow, fills, usings, command, typed });
}

export interface DownPlan {
  readonly chosen: readonly MigrationPackage[];
  readonly comparison: LedgerComparison;
  readonly ledger: Awaited<ReturnType<typeof readLedger>>;
}

/** What would be taken back, and from which text. @throws SelectoError */
export async function planDown(options: DownOptions): Promise<DownPlan> {
  const ledger = await readLedger(options.database, options.tenant?.namespace);
  const comparison = compareLedger(ledger, options.reading, options.label);
  const rows = choose(ledger.applied, options);
  refuseUnfinished(comparison, rows[0]?.name);
  const byName = new Map(options.reading.packages.map((one) => [one.manifest.name, one]));
  const chosen: MigrationPackage[] = [];
  for (const row of rows) {
    const one = byName.get(row.name);
    const asApplied = one !== undefined && !one.edited && one.manifest.checksum === row.checksum;
    if (one !== undefined && !asApplied && options.fromLedger !== true) throw altered(row.name, `${options.command ?? "down"}${options.typed ?? ""}`);
    const migration = asApplied ? one : await readLedgerPackage(options.database, row, options.tenant?.namespace);
    if (migration.manifest.class === "irreversible") throw irreversible(row.name);
    chosen.push(migration);
  }
  return { chosen, comparison, ledger };
}

function choose(applied: readonly AppliedMigration[], { to, steps }: DownOptions): AppliedMigration[] {
  const newestFirst = applied.toReversed();
  if (to === undefined) return newestFirst.slice(0, steps ?? 1);
  const index = to === null ? newestFirst.length : newestFirst.findIndex(({ name }) => name === to);
  if (index === -1)
    throw unknownMigration(
      to ?? "",
      applied.map(({ name }) => name),
    );
  return newestFirst.slice(0, Math.min(index, steps ?? index));
}

function refuseUnfinished({ status }: LedgerComparison, next: string | undefined): void {
  for (const { name, direction } of status.unfinished) {
    if (direction === "down" && name === next) continue;
    throw new SelectoError({
      code: "migration-unfinished",
      what: `${name} stopped halfway on its way ${direction}`,
      why: "it has steps outside a transaction, and only that migration can be next; nothing was changed",
      next: `finish it: selecto migrate ${direction}`,
    });
  }
}

function irreversible(name: string): SelectoError {
  return new SelectoError({
    code: "migration-irreversible",
    what: `${name} has no way back`,
    why: "it is declared irreversible, as was said when it was applied; nothing was changed",
    next: "write a new migration that leads where you want to be: selecto migrate generate",
    exit: EXIT.usage,
  });
}

function altered(name: string, command: string): SelectoError {
  return new SelectoError({
    code: "migration-altered",
    what: `the files of ${name} have changed since it was applied`,
    why: "the way back in the files may not be that of what was applied; nothing was changed",
    next: `restore them from git, or take back what was applied: selecto migrate ${command} --from-ledger`,
  });
}

function outcome({ status, diagnostics }: LedgerComparison, ran: RunOutcome["ran"], waited: boolean): RunOutcome {
  return {
    direction: "down",
    ran,
    scripts: [],
    waited,
    appliedCount: status.applied.length - ran.length,
    pendingCount: status.pending.length + ran.length,
    diagnostics,
  };
}
