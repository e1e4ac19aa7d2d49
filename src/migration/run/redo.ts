/**
 * Takes the last migrations back and applies them again, as their files are now. That they can be
 * applied again is looked at before anything is taken back. One lock for both ways.
 */
import { SelectoError } from "../../model/error.ts";
import type { MigrationPackage } from "../../model/migration.ts";
import type { Fills } from "../archive/way-back.ts";
import { compareLedger } from "./compare.ts";
import { requireConsent } from "./consent.ts";
import { migrateDown, planDown } from "./down.ts";
import { tellingFailures } from "./failure.ts";
import type { RunOutcome } from "../../model/migration-run.ts";
import type { RunOptions } from "./options.ts";
import { lockFor, scriptTexts } from "./session.ts";
import { migrateUp, refuse } from "./up.ts";

export interface RedoOptions extends RunOptions {
  /** take back what the ledger says was applied, though the files say something else now */
  readonly fromLedger?: boolean;
  /** consents by name, for both ways */
  readonly allow?: readonly string[];
  /** values for new rows where a column comes back that must have one */
  readonly fills?: Fills;
  /** expressions for type changes on the way back, instead of those of the package */
  readonly usings?: Fills;
}

export interface RedoOutcome {
  readonly down: RunOutcome;
  readonly up: RunOutcome;
}

/** @throws SelectoError: irreversible, altered or gone (2), consent (3), lock (4), a failed step (1) */
export async function redoMigrations(options: RedoOptions): Promise<RedoOutcome> {
  return tellingFailures(async () => {
    const first = await planRedo(options);
    if (options.dryRun === true) return dryRun(options, first);
    const lock = await lockFor(options);
    try {
      const steps = (await planRedo(options)).length;
      const down = await migrateDown({ ...options, steps, command: "redo" });
      const up = await migrateUp({ ...options, steps });
      return { down: { ...down, waited: lock.waited }, up };
    } finally {
      await lock.release();
    }
  });
}

/** @returns what will be applied again, in that order */
async function planRedo(options: RedoOptions): Promise<readonly MigrationPackage[]> {
  const { chosen, ledger } = await planDown({ ...options, command: "redo" });
  const again = new Set(chosen.map((one) => one.manifest.name));
  const left = {
    ...ledger,
    applied: ledger.applied.filter(({ name }) => !again.has(name)),
    journal: ledger.journal.filter(({ migration }) => !again.has(migration)),
  };
  const present = new Set(options.reading.packages.map((one) => one.manifest.name));
  const gone = [...again].find((name) => !present.has(name));
  if (gone !== undefined) throw folderGone(gone);
  const comparison = compareLedger(left, options.reading, options.label);
  refuse(comparison);
  const forth = comparison.pending.slice(0, again.size);
  requireConsent(forth, options.allow ?? [], `redo${options.typed ?? ""}`);
  return forth;
}

async function dryRun(options: RedoOptions, forth: readonly MigrationPackage[]): Promise<RedoOutcome> {
  const down = await migrateDown({ ...options, command: "redo" });
  const scripts = await scriptTexts(forth, "up", options);
  return { down, up: { ...down, direction: "up", scripts } };
}

function folderGone(name: string): SelectoError {
  return new SelectoError({
    code: "migration-missing",
    what: `${name} cannot be applied again`,
    why: "its folder is gone; nothing was changed",
    next: "restore it from git, or from the ledger: selecto migrate repair",
  });
}
