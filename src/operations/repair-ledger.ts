/** Ledger against files, everything looked at: each difference is explained, and mended where somebody consents to it by name. */
import { readLedger, readLedgerPackage, type Ledger } from "../migration/ledger/read.ts";
import { differencesOf, type Difference, type LedgerRow, type Repair } from "../migration/ledger/repair.ts";
import { createLedger } from "../migration/ledger/tables.ts";
import { replacePackage } from "../migration/package/folder.ts";
import { tellingFailures } from "../migration/run/failure.ts";
import type { RunOptions } from "../migration/run/options.ts";
import { transactionScript } from "../migration/run/script.ts";
import { lockFor } from "../migration/run/session.ts";
import { runTransaction } from "../migration/run/transaction.ts";
import type { Database } from "../model/database.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { SelectoError } from "../model/error.ts";
import { nearestName } from "../model/nearest-name.ts";
import { readPackages } from "./migration-states.ts";
import { readRecordedDomains } from "./recorded-domains.ts";
import { withTarget, type RunInput } from "./run-migrations.ts";
import type { Session } from "./session.ts";

export interface RepairAnswer {
  readonly target: string;
  /** migrations in the ledger, all of them read and their checksums computed */
  readonly examined: number;
  /** what is left */
  readonly differences: readonly Difference[];
  /** what was done, by name */
  readonly repaired: readonly string[];
  /** what is wrong with the files themselves */
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws SelectoError for a consent that nothing asks for (2), lock (4) */
export function repairLedger(session: Session, input: Omit<RunInput, "to" | "steps" | "fromLedger">): Promise<RepairAnswer> {
  return withTarget(session, { ...input, steps: undefined, fromLedger: false }, (options, target) => repairOpen(session, options, target, input.allow));
}

/** The same on an open database, or on one tenant in it. */
export function repairOpen(session: Session, options: RunOptions, target: string, allow: readonly string[]): Promise<RepairAnswer> {
  return tellingFailures(async () => {
    const first = await look(session, options);
    const chosen = choose(first.differences, allow);
    if (chosen.length > 0) await mend(session, options, allow);
    const { ledger, differences, diagnostics } = chosen.length === 0 ? first : await look(session, options);
    return { target, examined: ledger.applied.length, differences, repaired: chosen.map(({ id }) => id), diagnostics };
  });
}

interface Look {
  readonly ledger: Ledger;
  readonly differences: readonly Difference[];
  readonly diagnostics: readonly Diagnostic[];
}

async function look(session: Session, { database, tenant }: Pick<RunOptions, "database" | "tenant">): Promise<Look> {
  const packages = readPackages(session);
  const { reading, chain } = packages;
  const ledger = await readLedger(database, tenant?.namespace);
  const rows: LedgerRow[] = [];
  for (const applied of ledger.applied) rows.push({ applied, kept: await keptOf(database, applied, tenant?.namespace) });
  const domains = (await readRecordedDomains(session, packages))?.diagnostics ?? [];
  const told = new Set(ledger.applied.map(({ name }) => name));
  const isOfFiles = (one: Diagnostic): boolean => one.code !== "migration-edited" || ![...told].some((name) => one.position?.file.includes(name) === true);
  return {
    ledger,
    differences: differencesOf(ledger, rows, reading, tenant?.namespace),
    diagnostics: [...reading.diagnostics, ...chain.diagnostics.filter(isOfFiles), ...domains],
  };
}

async function keptOf(database: Database, applied: LedgerRow["applied"], tenant: string | undefined): Promise<LedgerRow["kept"]> {
  try {
    return await readLedgerPackage(database, applied, tenant);
  } catch (error) {
    if (error instanceof SelectoError && error.code === "ledger-tampered") return undefined;
    throw error;
  }
}

/** @throws SelectoError for a name that is no way out of anything here */
function choose(differences: readonly Difference[], allow: readonly string[]): Repair[] {
  const offered = differences.flatMap(({ repairs }) => repairs);
  requireOffered(
    allow,
    offered.map(({ id }) => id),
  );
  return allow.flatMap((id) => offered.find((one) => one.id === id) ?? []);
}

/** @throws SelectoError for a name that no difference offers */
export function requireOffered(allow: readonly string[], offered: readonly string[]): void {
  for (const id of allow) {
    if (offered.includes(id)) continue;
    const near = nearestName(id, offered);
    throw new SelectoError({
      code: "repair-unknown",
      what: `there is nothing to repair by the name ${id}`,
      why:
        offered.length === 0
          ? "ledger and files offer no repair"
          : `${offered.length} repairs are offered${near === undefined ? "" : `; the nearest is ${near}`}`,
      next: "selecto migrate repair lists them",
    });
  }
}

async function mend(session: Session, options: RunOptions, allow: readonly string[]): Promise<void> {
  const lock = await lockFor(options);
  try {
    const { ledger, differences } = await look(session, options);
    const chosen = choose(differences, allow);
    const statements = chosen.flatMap((one) => one.statements);
    if (statements.length > 0 && ledger.outdated === true) await createLedger(options.database, true);
    if (statements.length > 0) await runTransaction(options.database, transactionScript([], { searchPath: ["public"] }, statements, lock.pid));
    for (const { restore } of chosen) if (restore !== undefined) replacePackage(session.migrationsFolder, restore);
  } finally {
    await lock.release();
  }
}
