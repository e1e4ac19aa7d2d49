/**
 * What must be settled before a migration is taken back: its archive is there, new rows get a value where
 * one is needed, and what was entered since is given up by name or not at all. Only reads the target.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry, Hazard, MigrationPackage } from "../../model/migration.ts";
import { shellWord } from "../../model/shell-word.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import { DATA_LOSS } from "../../model/consent.ts";
import { conversionsBack, convertedBy, ownName, withExpression, type ConversionBack } from "./conversions-back.ts";
import { ofOthers } from "./handed-columns.ts";
import { labelsThatGo, type LabelsInUse } from "./labels-in-use.ts";
import { tableSql } from "./place.ts";
import { convertRows, type ConvertedRows } from "./refused-values.ts";
import { fillEmpty, requiredBack, type RequiredBack } from "./required-back.ts";
import { archiveGone, enteredSince, fillNeeded, knownColumns, labelInUse, refuseFixed, valueRefused, type RefusedRows } from "./way-back-refusals.ts";

/** The values that `--fill` gives: `users.email` and an SQL expression. */
export type Fills = ReadonlyMap<string, string>;

export interface WayBackOptions {
  readonly allow: readonly string[];
  readonly fills: Fills;
  /** expressions for type changes, instead of those of the package */
  readonly usings: Fills;
  /** what was typed, for what to type next */
  readonly command: "down" | "redo";
  /** flags that were typed, each behind a blank */
  readonly typed?: string;
}

/**
 * The migrations as they can be taken back, the values for new rows in their places.
 *
 * @throws SelectoError `archive-gone` (2), `fill-needed`, `label-in-use`, `value-refused`, `consent-needed` (3): nothing was changed
 */
export async function settleWayBack(database: Database, migrations: readonly MigrationPackage[], wishes: WayBackOptions): Promise<MigrationPackage[]> {
  const entries = migrations.flatMap((one) => one.manifest.archives.map((entry) => ({ entry, name: one.manifest.name })));
  for (const { entry, name } of entries) if (!(await exists(database, quoteQualified(...entry.place)))) throw archiveGone(name, entry);
  const labels = await labelsThatGo(database, migrations);
  const retyped = conversionsBack(migrations);
  const [foreign, own] = [true, false].map((isForeign) => retyped.filter((one) => one.isForeign === isForeign).map(({ key }) => key));
  refuseFixed(wishes.usings, foreign ?? [], wishes.command);
  const usings = knownColumns("--using", wishes.usings, own ?? [], wishes.command);
  const conversions = retyped.map((one) => {
    const expression = one.isForeign ? undefined : usings.get(one.column);
    return expression === undefined ? one : convertedBy(one, expression);
  });
  const risky = conversions.filter((one) => one.isRisky);
  // what an older migration does to the column is done to other values than those that are there now
  const next = risky.filter(({ key }, at) => risky.findIndex((one) => one.key === key) === at);
  const restored = migrations.flatMap((one) => one.manifest.archives.flatMap(requiredOf));
  const required = requiredBack(migrations, new Set([...restored, ...conversions.map(({ key }) => key)]));
  const fillable = [...restored, ...[...required, ...labels, ...next].map((one) => one.key)];
  const options = { ...wishes, usings, fills: knownColumns("--fill", wishes.fills, fillable, wishes.command) };
  const hazards = migrations.flatMap(enteredHazards);
  const given = hazards.flatMap(({ subject }) => (wishes.allow.includes(`lossy:${subject}`) ? [` --allow ${shellWord(`lossy:${subject}`)}`] : []));
  const again = `${wishes.command}${wishes.typed ?? ""}${given.join("")}`;
  const empty: { key: NodeKey; rows: number }[] = [];
  for (const { entry } of entries) {
    const wanting = requiredOf(entry).filter((key) => !options.fills.has(nameOf(key)));
    const rows = wanting.length === 0 ? 0 : await countOrNone(database, newRows(entry));
    if (rows > 0) empty.push(...wanting.map((key) => ({ key, rows })));
  }
  for (const { key, column, count: asked } of required) {
    const rows = options.fills.has(column) ? 0 : await countOrNone(database, asked);
    if (rows > 0) empty.push({ key, rows });
  }
  if (empty.length > 0) throw fillNeeded(empty, again);
  const held: { use: LabelsInUse; rows: number }[] = [];
  for (const use of labels) {
    const rows = options.fills.has(use.column) ? 0 : await countOrNone(database, use.count);
    if (rows > 0) held.push({ use, rows });
  }
  if (held.length > 0) throw labelInUse(held, again);
  const converted = new Map<ConversionBack, ConvertedRows>();
  for (const conversion of risky) converted.set(conversion, await convertRows(database, conversion));
  const refused = next.flatMap((conversion): RefusedRows[] => {
    const { refused: rows = 0, sqlstate = "" } = converted.get(conversion) ?? {};
    return rows > 0 && !options.fills.has(conversion.column) ? [{ conversion, rows, sqlstate }] : [];
  });
  if (refused.length > 0) throw valueRefused(refused, again);
  const entered: { subject: string; rows: number }[] = [];
  for (const { subject, key, migration, becomes, filled } of hazards) {
    if (options.allow.includes(`lossy:${subject}`) || options.usings.has(subject)) continue;
    const conversion = [...converted].find(([one]) => one.key === key && one.migration === migration);
    const rows = becomes === undefined ? await countEntered(database, key, filled) : (conversion?.[1].changed ?? 0);
    if (rows > 0) entered.push({ subject, rows });
  }
  if (entered.length > 0) throw enteredSince(entered, options.command, again);
  const replacing = [...required, ...labels, ...[...converted].flatMap(([one, { replace }]) => (next.includes(one) ? [{ ...one, replace }] : []))];
  return migrations.map((one) => {
    const given = conversions.filter(({ migration, column }) => migration === one.manifest.name && options.usings.has(column));
    return withReplaced(withFills(given.reduce(withExpression, one), options.fills), replacing, options.fills);
  });
}

/** Right before the label goes, the type takes the value no more or the column must have one: whoever entered a row until then is heard. */
function withReplaced(
  migration: MigrationPackage,
  changes: readonly Pick<RequiredBack, "migration" | "column" | "step" | "replace">[],
  fills: Fills,
): MigrationPackage {
  const own = changes.filter((one) => one.migration === migration.manifest.name && fills.has(one.column));
  if (own.length === 0) return migration;
  const before = (at: number): string[] => own.filter(({ step }) => step === at).map((one) => one.replace(fills.get(one.column) ?? "null"));
  return { ...migration, down: migration.down.map((step, at) => ({ ...step, sql: [...before(at), step.sql].join("\n") })) };
}

function requiredOf(entry: ArchiveEntry): NodeKey[] {
  const { path } = parseNodeKey(entry.table);
  return (entry.required ?? []).map((column) => nodeKey("column", ...path, column));
}

/** The fill stands right behind the values that come back, where triggers are off and nothing is required yet. */
function withFills(migration: MigrationPackage, fills: Fills): MigrationPackage {
  let { down } = migration;
  for (const entry of migration.manifest.archives) {
    const statements = requiredOf(entry).flatMap((column) => {
      const expression = fills.get(nameOf(column));
      return expression === undefined ? [] : [fillEmpty(column, expression)];
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
  /** what `up` gave the rows that were there */
  readonly filled: string | undefined;
}

function enteredHazards(migration: MigrationPackage): Entered[] {
  const said = new Set(migration.manifest.conversions?.flatMap(({ column, down }) => (down === undefined ? [] : [column])));
  const hazards = migration.down.flatMap((step) => step.hazards.filter(({ code, subject = "" }) => code === DATA_LOSS && !said.has(subject)));
  const isNamed = (hazard: Hazard): hazard is Hazard & { key: NodeKey; subject: string } => hazard.key !== undefined && hazard.subject !== undefined;
  return hazards
    .filter(isNamed)
    .map(({ subject, key, becomes }) => ({
      subject,
      key,
      becomes,
      migration: migration.manifest.name,
      filled: migration.manifest.fills.find(({ column }) => column === subject)?.expression,
    }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

const COLUMN = `select case when atthasdef and attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as given, attidentity <> '' or attgenerated <> '' as computed
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = to_regclass($1) and a.attname = $2 and not a.attisdropped`;

async function countEntered(database: Database, key: NodeKey, filled: string | undefined): Promise<number> {
  const query = await enteredRows(database, key);
  if (query === undefined) return 0;
  // what up filled in is no entry of anybody
  const others = filled === undefined ? undefined : await count(database, `${query} and ${ownName(key)} is distinct from (${filled}\n)`);
  return others ?? countOrNone(database, query);
}

/** Counts rows or values that are not what `up` itself put there; undefined where none can be. */
async function enteredRows(database: Database, key: NodeKey): Promise<string | undefined> {
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
  return (await count(database, sql)) ?? 0;
}

/** undefined where PostgreSQL refuses the question */
async function count(database: Database, sql: string): Promise<number | undefined> {
  try {
    const [row] = await database.query<{ rows: string }>(sql);
    return Number(row?.rows ?? 0);
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}
