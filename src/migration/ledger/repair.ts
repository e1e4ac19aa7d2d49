/**
 * What is wrong between a ledger and the files, and what can be done about each thing. Pure: a repair is a
 * name to consent to, and either statements for the ledger or a package to be written back.
 */
import type { AppliedMigration, Direction, JournalEntry, MigrationPackage } from "../../model/migration.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import type { PackageReading } from "../package/folder.ts";
import { rewriteDomains, type ExpectedDomain } from "./rows.ts";
import type { Ledger } from "./read.ts";
import { WHOLE_DATABASE } from "./tables.ts";

/** One thing that can be done, by name. */
export interface Repair {
  /** as consent is given for it: `restore:20261122150200_add_order_note` */
  readonly id: string;
  /** what it does, one line */
  readonly text: string;
  /** for the ledger, in one transaction */
  readonly statements: readonly string[];
  /** to be written into the folder; what is there under that name is set aside */
  readonly restore?: MigrationPackage;
}

/** One difference, explained, with its ways out; none where only a person can know. */
export interface Difference {
  readonly code: string;
  readonly name: string;
  readonly text: string;
  readonly repairs: readonly Repair[];
}

/** An applied row and what the ledger kept of it; undefined where that is not what its checksum says. */
export interface LedgerRow {
  readonly applied: AppliedMigration;
  readonly kept: MigrationPackage | undefined;
}

/** Everything that does not fit, in the order of the ledger, then the journal. */
export function differencesOf(ledger: Ledger, rows: readonly LedgerRow[], reading: PackageReading, tenant: string = WHOLE_DATABASE): Difference[] {
  const byName = new Map(reading.packages.map((one) => [one.manifest.name, one]));
  return [
    ...rows.flatMap((row, at) => [...ofRow(row, byName.get(row.applied.name), tenant), ...ofOrder(row, rows[at - 1])]),
    ...ofDomains(ledger, rows, tenant),
    ...ofJournal(ledger, rows, byName, tenant),
  ];
}

/** The documents of domains that are live must be those that the applied packages lead to. */
function ofDomains({ domains }: Ledger, rows: readonly LedgerRow[], tenant: string): Difference[] {
  const expected: ExpectedDomain[] = [];
  for (const { kept } of rows) {
    // its own difference says so, and without it nothing is known
    if (kept === undefined) return [];
    const { name, domains: edits } = kept.manifest;
    for (const edit of edits) {
      const live = expected.findIndex(({ domain, endedBy }) => domain === edit.name && endedBy === null);
      const before = expected[live];
      if (before !== undefined) expected[live] = { ...before, endedBy: name };
      if (edit.after !== null) expected.push({ domain: edit.name, version: edit.to, hash: edit.after, migration: name, endedBy: null });
    }
  }
  const textOf = (domain: string, version: string | null, hash: string, migration: string, isLive: boolean): string =>
    JSON.stringify([domain, version, hash, migration, isLive]);
  const wanted = expected.map((one) => textOf(one.domain, one.version, one.hash, one.migration, one.endedBy === null));
  const found = domains.map((one) => textOf(one.domain, one.version, one.hash, one.migration, one.until === null));
  if (wanted.toSorted().join() === found.toSorted().join()) return [];
  const names = [...new Set([...expected, ...domains].map(({ domain }) => domain))].filter((name) => {
    const only = (texts: readonly string[]): string =>
      texts
        .filter((text) => text.startsWith(`[${JSON.stringify(name)},`))
        .toSorted()
        .join();
    return only(wanted) !== only(found);
  });
  return [
    {
      code: "ledger-domains",
      name: "selecto.domain_versions",
      text: `it does not hold what the applied migrations say of ${names.toSorted().join(", ")}`,
      repairs: [{ id: "domains", text: "write it anew from the ledger's copies of the migrations", statements: rewriteDomains(expected, tenant) }],
    },
  ];
}

function ofRow({ applied, kept }: LedgerRow, file: MigrationPackage | undefined, tenant: string): Difference[] {
  const { name } = applied;
  const found: Difference[] = [];
  if (kept === undefined)
    found.push({
      code: "ledger-tampered",
      name,
      text: "the ledger's copy is not what was applied: somebody changed its row; restore the row from a backup",
      repairs: [],
    });
  const restore: Repair[] =
    kept === undefined ? [] : [{ id: `restore:${name}`, text: "write its folder as it was applied, from the ledger's copy", statements: [], restore: kept }];
  if (file === undefined) found.push({ code: "migration-missing", name, text: "applied to this database, but its folder is gone", repairs: restore });
  else if (file.edited || file.manifest.checksum !== applied.checksum) {
    const isSame = !file.edited && file.manifest.proof !== null && file.manifest.from.schema === applied.from && file.manifest.to.schema === applied.to;
    const accept: Repair = {
      id: `accept:${name}`,
      text: "the ledger takes the files as they are: proved, and with the same two ends as what was applied",
      statements: [acceptSql(file, tenant)],
    };
    const text = isSame
      ? "its files have changed since it was applied, and still lead from the same state to the same"
      : `its files have changed since it was applied${file.edited ? ", and are not proved as they are now (selecto migrate verify)" : ", and lead to another state"}`;
    found.push({ code: "migration-altered", name, text, repairs: [...restore, ...(isSame ? [accept] : [])] });
  }
  return found;
}

/** The chain of checksums, as it was when each was applied. */
function ofOrder({ applied, kept }: LedgerRow, before: LedgerRow | undefined): Difference[] {
  const expected = before?.kept?.manifest.checksum ?? null;
  if (kept === undefined || (before !== undefined && before.kept === undefined) || kept.manifest.previous === expected) return [];
  const after = before === undefined ? "the empty database" : before.applied.name;
  return [
    { code: "ledger-order", name: applied.name, text: `in the ledger it comes after ${after}, but it was made to follow another migration`, repairs: [] },
  ];
}

function ofJournal(ledger: Ledger, rows: readonly LedgerRow[], byName: ReadonlyMap<string, MigrationPackage>, tenant: string): Difference[] {
  const groups = new Map<string, JournalEntry[]>();
  for (const entry of ledger.journal)
    groups.set(`${entry.direction} ${entry.migration}`, [...(groups.get(`${entry.direction} ${entry.migration}`) ?? []), entry]);
  return [...groups.values()].flatMap((entries): Difference[] => {
    const [{ migration: name, direction } = { migration: "", direction: "up" as Direction }] = entries;
    const isKnown = byName.has(name) || rows.some((row) => row.applied.name === name);
    if (!isKnown)
      return [
        {
          code: "journal-orphan",
          name,
          text: `the journal has ${entries.length === 1 ? "a step" : `${entries.length} steps`} of it on its way ${direction}, and nobody knows that migration any more`,
          repairs: [
            {
              id: `forget:${name}`,
              text: "take it out of the journal; what its steps did stays",
              statements: [`delete from selecto.steps where ${ofStep(name, direction, tenant)};`],
            },
          ],
        },
      ];
    const open = entries.find((entry) => !entry.finished);
    const text = `stopped on its way ${direction}${open === undefined ? "" : ` inside step ${open.step}`}; selecto migrate ${direction} goes on from there`;
    const step = open === undefined ? "" : `${name}:${direction}:${open.step}`;
    const where = open === undefined ? "" : `${ofStep(name, direction, tenant)} and step = ${open.step}`;
    const repairs: Repair[] =
      open === undefined
        ? []
        : [
            {
              id: `ran:${step}`,
              text: `step ${open.step} came to its end (look first)`,
              statements: [`update selecto.steps set finished_at = clock_timestamp() where ${where};`],
            },
            {
              id: `not-run:${step}`,
              text: `step ${open.step} left nothing behind and runs again (look first)`,
              statements: [`delete from selecto.steps where ${where};`],
            },
          ];
    return [{ code: "migration-unfinished", name, text, repairs }];
  });
}

function ofStep(name: string, direction: Direction, tenant: string): string {
  return `tenant = ${quoteLiteral(tenant)} and migration = ${quoteLiteral(name)} and direction = '${direction}'`;
}

function acceptSql({ manifest, upSql, downSql }: MigrationPackage, tenant: string): string {
  return `update selecto.migrations set checksum = ${quoteLiteral(manifest.checksum)}, package = ${quoteLiteral(JSON.stringify(manifest))}, up_sql = ${quoteLiteral(upSql)}, down_sql = ${quoteLiteral(downSql)} where tenant = ${quoteLiteral(tenant)} and name = ${quoteLiteral(manifest.name)};`;
}
