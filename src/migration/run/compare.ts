/** Ledger against packages: what is applied, what comes next, what does not fit. Pure. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { AppliedMigration, Direction, LedgerDomain, MigrationPackage, MigrationStatus } from "../../model/migration.ts";
import type { Ledger } from "../ledger/read.ts";
import { MAKE_ANEW, statesMeet } from "../package/chain.ts";
import type { PackageReading } from "../package/folder.ts";

export interface LedgerComparison {
  readonly status: MigrationStatus;
  /** in the order in which `up` would run them */
  readonly pending: readonly MigrationPackage[];
  /** everything that is wrong, with its remedy; the findings of the reading first */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compares. The next migration is the one that follows the last applied one by its checksum; what
 * neither is applied nor can be reached that way is named, never skipped.
 */
export function compareLedger(ledger: Ledger, reading: PackageReading, label = "migrations"): LedgerComparison {
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, name: string, message: string, next: string): void =>
    void diagnostics.push({ code, severity: "error", message: `${name}: ${message}`, position: { file: `${label}/${name}`, line: 1, column: 1 }, next });
  const byName = new Map(reading.packages.map((one) => [one.manifest.name, one]));
  const unreadable = unreadableNames(reading.diagnostics, label);
  const missing: string[] = [];
  const edited: string[] = [];
  const isOthers = ledger.applied.length > 0 && byName.size > 0 && ledger.applied.every(({ name }) => !byName.has(name) && !unreadable.has(name));
  if (isOthers) diagnostics.push(othersLedger(ledger.applied, label));
  for (const { name, checksum } of ledger.applied) {
    const one = byName.get(name);
    if (one === undefined) {
      if (unreadable.has(name)) continue;
      missing.push(name);
      report(
        "migration-missing",
        name,
        "applied to this database, but its folder is gone",
        "restore it from git; taking it back works without it: selecto migrate down",
      );
    } else if (one.edited || one.manifest.checksum !== checksum) {
      edited.push(name);
      report(
        "migration-altered",
        name,
        "its files have changed since it was applied",
        "restore them from git (or from the ledger: selecto migrate repair), and put the change into a new migration: selecto migrate generate",
      );
    }
  }
  const { pending, unreachable } = followOn(ledger, reading, report);
  const unfinished = unfinishedIn(ledger);
  for (const one of unfinished) {
    const done = one.finishedSteps.length === 0 ? "" : `, steps ${one.finishedSteps.join(", ")} are done`;
    report(
      "migration-unfinished",
      one.name,
      `stopped on its way ${one.direction}${one.startedStep === undefined ? "" : ` inside step ${one.startedStep}`}${done}`,
      `selecto migrate ${one.direction}`,
    );
  }
  return {
    status: {
      ledger: ledger.exists,
      applied: ledger.applied,
      pending: pending.map((one) => one.manifest.name),
      missing,
      edited,
      unreachable,
      domains: liveDomains(ledger),
      unfinished,
    },
    pending,
    diagnostics: [...reading.diagnostics, ...diagnostics],
  };
}

/** Two projects on one database, or the wrong database. */
function othersLedger(applied: readonly AppliedMigration[], label: string): Diagnostic {
  return {
    code: "ledger-other",
    severity: "error",
    message: `the ledger of this database is of other packages: none of the ${applied.length} in it (${applied.at(-1)?.name ?? ""} is the last) is in ${label}/`,
    next: "name the right database (--database), or the right folder (migrations: in selecto.config.yaml)",
  };
}

type Report = (code: string, name: string, message: string, next: string) => void;

function followOn(ledger: Ledger, reading: PackageReading, report: Report): { pending: MigrationPackage[]; unreachable: string[] } {
  const applied = new Set(ledger.applied.map(({ name }) => name));
  const open = new Set(reading.packages.filter((one) => !applied.has(one.manifest.name)));
  const last = ledger.applied.at(-1);
  const pending: MigrationPackage[] = [];
  const followers = new Map<string | null, MigrationPackage[]>();
  for (const one of open) followers.set(one.manifest.previous, [...(followers.get(one.manifest.previous) ?? []), one]);
  for (let checksum = last?.checksum ?? null, end = last?.to; ;) {
    const [next, ...others] = followers.get(checksum) ?? [];
    if (next === undefined) break;
    const name = pending.at(-1)?.manifest.name ?? last?.name;
    const after = name === undefined ? "the empty database" : name;
    if (others.length > 0) {
      for (const one of [next, ...others])
        report("migration-branch", one.manifest.name, `${others.length + 1} migrations follow ${after}`, "put one behind the other: selecto migrate rebase");
      break;
    }
    if (end !== undefined && !statesMeet(end, next.manifest.from.schema)) {
      report("migration-edge", next.manifest.name, `it does not start where ${after} ends`, MAKE_ANEW);
      break;
    }
    if (next.edited)
      report(
        "migration-edited",
        next.manifest.name,
        "edited since it was stamped, so its proof is not about this text",
        "prove it again: selecto migrate verify",
      );
    open.delete(next);
    pending.push(next);
    checksum = next.manifest.checksum;
    end = next.manifest.to.schema;
  }
  const unreachable = [...open].map((one) => one.manifest.name);
  const current = last === undefined ? "an empty ledger" : `${last.name}, the last one applied`;
  for (const name of unreachable)
    report(
      "migration-unreachable",
      name,
      `it cannot be reached from ${current}`,
      "prove it behind the newest (selecto migrate verify), or remove its folder and make it anew: selecto migrate generate",
    );
  return { pending, unreachable };
}

function liveDomains({ domains }: Ledger): LedgerDomain[] {
  return domains.filter(({ until }) => until === null).toSorted((a, b) => (a.domain < b.domain ? -1 : 1));
}

function unfinishedIn(ledger: Ledger): MigrationStatus["unfinished"] {
  const found = new Map<string, { name: string; direction: Direction; finishedSteps: number[]; startedStep?: number }>();
  for (const entry of ledger.journal) {
    const key = `${entry.direction} ${entry.migration}`;
    const one = found.get(key) ?? { name: entry.migration, direction: entry.direction, finishedSteps: [] };
    if (entry.finished) one.finishedSteps.push(entry.step);
    else one.startedStep = entry.step;
    found.set(key, one);
  }
  return [...found.values()];
}

/** Names of the packages that are there but could not be read: not missing. */
function unreadableNames(diagnostics: readonly Diagnostic[], label: string): Set<string> {
  return new Set(
    diagnostics.flatMap(({ position }) => (position?.file.startsWith(`${label}/`) === true ? [position.file.slice(label.length + 1).split("/")[0] ?? ""] : [])),
  );
}
