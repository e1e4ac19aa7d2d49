/**
 * What must be settled before a migration is taken back: its archive is there, new rows get a value where
 * one is needed, and what was entered since is given up by name or not at all. Only reads the target.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { EXIT, SelectoError } from "../../model/error.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry, Hazard, MigrationPackage } from "../../model/migration.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import { DATA_LOSS } from "../../model/consent.ts";
import { conversionsBack, countConverted, type ConversionBack } from "./conversions-back.ts";
import { ofOthers } from "./handed-columns.ts";
import { labelsThatGo, type LabelsInUse } from "./labels-in-use.ts";
import { tableSql } from "./place.ts";

/** The values that `--fill` gives: `users.email` and an SQL expression. */
export type Fills = ReadonlyMap<string, string>;

export interface WayBackOptions {
  readonly allow: readonly string[];
  readonly fills: Fills;
  /** what was typed, for what to type next */
  readonly command: "down" | "redo";
}

/**
 * The migrations as they can be taken back, the values for new rows in their places.
 *
 * @throws SelectoError `archive-gone` (2), `fill-needed`, `label-in-use`, `value-refused`, `consent-needed` (3): nothing was changed
 */
export async function settleWayBack(database: Database, migrations: readonly MigrationPackage[], options: WayBackOptions): Promise<MigrationPackage[]> {
  const entries = migrations.flatMap((one) => one.manifest.archives.map((entry) => ({ entry, name: one.manifest.name })));
  for (const { entry, name } of entries) if (!(await exists(database, quoteQualified(...entry.place)))) throw archiveGone(name, entry);
  const labels = await labelsThatGo(database, migrations);
  const conversions = await conversionsBack(database, migrations);
  const fillable = [...labels, ...conversions].map((one) => one.column);
  requireKnownFills([...migrations.flatMap((one) => one.manifest.archives.flatMap(requiredOf)), ...fillable], options);
  const empty: { column: string; rows: number }[] = [];
  for (const { entry } of entries) {
    const wanting = requiredOf(entry).filter((column) => !options.fills.has(column));
    const rows = wanting.length === 0 ? 0 : await countOrNone(database, newRows(entry));
    if (rows > 0) empty.push(...wanting.map((column) => ({ column, rows })));
  }
  if (empty.length > 0) throw fillNeeded(empty, options.command);
  const held: { use: LabelsInUse; rows: number }[] = [];
  for (const use of labels) {
    const rows = options.fills.has(use.column) ? 0 : await countOrNone(database, use.count);
    if (rows > 0) held.push({ use, rows });
  }
  if (held.length > 0) throw labelInUse(held, options.command);
  const refused: { conversion: ConversionBack; rows: number }[] = [];
  const changed = new Map<ConversionBack, number>();
  for (const conversion of conversions) {
    const rows = await countConverted(database, conversion);
    changed.set(conversion, rows.changed);
    if (rows.refused > 0 && !options.fills.has(conversion.column)) refused.push({ conversion, rows: rows.refused });
  }
  if (refused.length > 0) throw valueRefused(refused, options.command);
  const entered: { subject: string; rows: number }[] = [];
  for (const { subject, key, becomes, migration } of migrations.flatMap(enteredHazards)) {
    if (options.allow.includes(`lossy:${subject}`)) continue;
    const conversion = conversions.find((one) => one.key === key && one.migration === migration);
    const rows = conversion === undefined ? await countEntered(database, key, becomes) : (changed.get(conversion) ?? 0);
    if (rows > 0) entered.push({ subject, rows });
  }
  if (entered.length > 0) throw enteredSince(entered, options.command);
  return migrations.map((one) => withReplaced(withFills(one, options.fills), [...labels, ...conversions], options.fills));
}

/** Right before the label goes or the type takes the value no more: whoever entered a row until then is heard. */
function withReplaced(
  migration: MigrationPackage,
  changes: readonly Pick<LabelsInUse, "migration" | "column" | "step" | "replace">[],
  fills: Fills,
): MigrationPackage {
  const own = changes.filter((one) => one.migration === migration.manifest.name && fills.has(one.column));
  if (own.length === 0) return migration;
  const before = (at: number): string[] => own.filter(({ step }) => step === at).map((one) => one.replace(fills.get(one.column) ?? "null"));
  return { ...migration, down: migration.down.map((step, at) => ({ ...step, sql: [...before(at), step.sql].join("\n") })) };
}

function requiredOf(entry: ArchiveEntry): string[] {
  const { path } = parseNodeKey(entry.table);
  return (entry.required ?? []).map((column) => nameOf(nodeKey("column", ...path, column)));
}

/** The fill stands right behind the values that come back, where triggers are off and nothing is required yet. */
function withFills(migration: MigrationPackage, fills: Fills): MigrationPackage {
  let { down } = migration;
  for (const entry of migration.manifest.archives) {
    const { path } = parseNodeKey(entry.table);
    const statements = (entry.required ?? []).flatMap((column) => {
      const expression = fills.get(nameOf(nodeKey("column", ...path, column)));
      const name = quoteIdentifier(column);
      return expression === undefined ? [] : [`update ${tableSql(entry.table)} set ${name} = (${expression}) where ${name} is null;`];
    });
    if (statements.length === 0) continue;
    const at = down.findIndex((step) => step.archive === entry.id && step.sql.startsWith("update "));
    down = down.map((step, index) => (index === at ? { ...step, sql: [step.sql, ...statements].join("\n") } : step));
  }
  return { ...migration, down };
}

function newRows(entry: ArchiveEntry): string {
  const same = entry.key.map((name) => `t.${quoteIdentifier(name)}::text = a.${quoteIdentifier(name)}::text`).join(" and ");
  const own = entry.keepers === undefined ? "" : ` and ${ofOthers(entry.keepers)}`;
  return `select count(*) as rows from ${tableSql(entry.table)} t where not exists (select from ${quoteQualified(...entry.place)} a where ${same})${own}`;
}

interface Entered {
  readonly subject: string;
  readonly key: NodeKey;
  readonly becomes: string | undefined;
  readonly migration: string;
}

function enteredHazards(migration: MigrationPackage): Entered[] {
  const hazards = migration.down.flatMap((step) => step.hazards.filter(({ code }) => code === DATA_LOSS));
  const isNamed = (hazard: Hazard): hazard is Hazard & { key: NodeKey; subject: string } => hazard.key !== undefined && hazard.subject !== undefined;
  return hazards
    .filter(isNamed)
    .map(({ subject, key, becomes }) => ({ subject, key, becomes, migration: migration.manifest.name }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

const COLUMN = `select case when atthasdef and attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as given, attidentity <> '' or attgenerated <> '' as computed
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = to_regclass($1) and a.attname = $2 and not a.attisdropped`;

async function countEntered(database: Database, key: NodeKey, becomes: string | undefined): Promise<number> {
  const query = await enteredRows(database, key, becomes);
  return query === undefined ? 0 : countOrNone(database, query);
}

/** Counts rows or values that are not what `up` itself put there; undefined where none can be. */
async function enteredRows(database: Database, key: NodeKey, becomes: string | undefined): Promise<string | undefined> {
  const table = tableSql(key);
  if (kindOf(key) === "table") {
    const [row] = await database.query<{ part: boolean }>("select relispartition as part from pg_class where oid = to_regclass($1)", [table]);
    return row === undefined || row.part ? undefined : `select count(*) as rows from ${table}`;
  }
  if (kindOf(key) !== "column") return undefined;
  const name = parseNodeKey(key).path.at(-1) ?? "";
  const [column] = await database.query<{ given: string | null; computed: boolean }>(COLUMN, [table, name]);
  if (column === undefined || column.computed) return undefined;
  const value = quoteIdentifier(name);
  if (becomes !== undefined) return `select count(*) as rows from ${table} where ${value}::${becomes}::text is distinct from ${value}::text`;
  // A default that calls a function gives what cannot be told from what somebody entered.
  const own = column.given !== null && !column.given.includes("(") ? ` and ${value} is distinct from ${column.given}` : "";
  return `select count(*) as rows from ${table} where ${value} is not null${own}`;
}

async function exists(database: Database, table: string): Promise<boolean> {
  const [row] = await database.query<{ there: boolean }>("select to_regclass($1) is not null as there", [table]);
  return row?.there === true;
}

/** What cannot be counted here (the table comes with an older migration, the value does not convert) PostgreSQL refuses itself. */
async function countOrNone(database: Database, sql: string): Promise<number> {
  try {
    const [row] = await database.query<{ rows: string }>(sql);
    return Number(row?.rows ?? 0);
  } catch (error) {
    if (error instanceof DatabaseError) return 0;
    throw error;
  }
}

function requireKnownFills(known: readonly string[], { fills, command }: WayBackOptions): void {
  const stranger = [...fills.keys()].find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new SelectoError({
    code: "fill-unknown",
    what: `--fill ${stranger}: no row needs a value there`,
    why: known.length === 0 ? "nothing that comes back must have a value" : `values can be given for ${known.join(", ")}`,
    next: `selecto migrate ${command} without it`,
  });
}

function archiveGone(name: string, entry: ArchiveEntry): SelectoError {
  return new SelectoError({
    code: "archive-gone",
    what: `${name} cannot be taken back: the archive of ${nameOf(entry.table)} is gone`,
    why: `${entry.place.join(".")} is not there: dropped by selecto migrate prune or by hand, or never made because the migration was entered (adopt, baseline) and not run; nothing was changed`,
    next: "restore that table from a backup, or write a new migration that leads where you want to be: selecto migrate generate",
  });
}

function fillNeeded(empty: readonly { column: string; rows: number }[], command: string): SelectoError {
  return new SelectoError({
    code: "fill-needed",
    what: empty.map(({ column, rows }) => `${rows} row${rows === 1 ? "" : "s"} entered since would have no ${column}`).join("; "),
    why: "the column comes back with NOT NULL and has no default; nothing was changed",
    next: `selecto migrate ${command} ${empty.map(({ column }) => `--fill "${column}='...'"`).join(" ")}  (an SQL expression)`,
    exit: EXIT.consent,
  });
}

function labelInUse(held: readonly { use: LabelsInUse; rows: number }[], command: string): SelectoError {
  return new SelectoError({
    code: "label-in-use",
    what: held
      .map(({ use, rows }) => `${rows} row${rows === 1 ? " holds" : "s hold"} ${use.labels.map((label) => `'${label}'`).join(" or ")} in ${use.column}`)
      .join("; "),
    why: "that label goes with the way back; nothing was changed",
    next: `selecto migrate ${command} ${[...new Set(held.map(({ use }) => `--fill "${use.column}='...'"`))].join(" ")}  (a label that stays, or null)`,
    exit: EXIT.consent,
  });
}

function valueRefused(refused: readonly { conversion: ConversionBack; rows: number }[], command: string): SelectoError {
  return new SelectoError({
    code: "value-refused",
    what: refused
      .map(
        ({ conversion: { column, becomes }, rows }) =>
          `${rows} row${rows === 1 ? " holds a value" : "s hold values"} of ${column} that ${becomes} does not take`,
      )
      .join("; "),
    why: "they came or changed since up, so nothing that was kept stands for them; nothing was changed",
    next: `selecto migrate ${command} ${refused.map(({ conversion }) => `--fill "${conversion.column}='...'"`).join(" ")}  (an SQL expression that gives one it takes)`,
    exit: EXIT.consent,
  });
}

function enteredSince(entered: readonly { subject: string; rows: number }[], command: string): SelectoError {
  const flags = entered.map(({ subject }) => `--allow ${/^[\w.:/-]+$/.test(subject) ? `lossy:${subject}` : `'lossy:${subject.replaceAll("'", "'\\''")}'`}`);
  return new SelectoError({
    code: "consent-needed",
    what: `${command} would lose what was entered since: ${entered.map(({ subject, rows }) => `${subject} (${rows} row${rows === 1 ? "" : "s"})`).join(", ")}`,
    why: "up made it, so down takes it away with its rows; nothing was changed",
    next: `selecto migrate ${command} ${flags.join(" ")}`,
    exit: EXIT.consent,
  });
}
