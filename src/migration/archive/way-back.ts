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
import { columnWord, findNamed } from "../../model/column-name.ts";
import { shellWord } from "../../model/shell-word.ts";
import { archiveOf, conversionsBack, enteredSince as enteredCondition, unconvertible, withExpression, type ConversionBack } from "./conversions-back.ts";
import { labelsThatGo, type LabelsInUse } from "./labels-in-use.ts";
import { tableSql } from "./place.ts";

/** The values that `--fill` gives: `users.email` and an SQL expression. */
export type Fills = ReadonlyMap<string, string>;

export interface WayBackOptions {
  readonly allow: readonly string[];
  readonly fills: Fills;
  /** expressions for type changes, instead of those of the package */
  readonly usings: Fills;
  /** what was typed, for what to type next */
  readonly command: "down" | "redo";
}

/**
 * The migrations as they can be taken back, the values for new rows in their places.
 *
 * @throws SelectoError `archive-gone` (2), `fill-needed`, `label-in-use`, `value-unconvertible`, `consent-needed` (3): nothing was changed
 */
export async function settleWayBack(database: Database, migrations: readonly MigrationPackage[], wishes: WayBackOptions): Promise<MigrationPackage[]> {
  const entries = migrations.flatMap((one) => one.manifest.archives.map((entry) => ({ entry, name: one.manifest.name })));
  for (const { entry, name } of entries) if (!(await exists(database, quoteQualified(...entry.place)))) throw archiveGone(name, entry);
  const labels = await labelsThatGo(database, migrations);
  const fillable = [...migrations.flatMap((one) => one.manifest.archives.flatMap(requiredOf)), ...labels.map((one) => one.key)];
  const retyped = conversionsBack(migrations);
  const options = {
    ...wishes,
    fills: knownColumns("--fill", wishes.fills, fillable, wishes.command),
    usings: knownColumns(
      "--using",
      wishes.usings,
      retyped.map(({ key }) => key),
      wishes.command,
    ),
  };
  const empty: { column: string; rows: number }[] = [];
  for (const { entry } of entries) {
    const wanting = requiredOf(entry)
      .map(nameOf)
      .filter((column) => !options.fills.has(column));
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
  const conversions = retyped.map((one) => ({ ...one, expression: options.usings.get(one.column) ?? one.expression }));
  const stuck: Stuck[] = [];
  for (const conversion of conversions) {
    const found = await unconvertible(database, conversion);
    if (found !== undefined) stuck.push({ conversion, ...found });
  }
  if (stuck.length > 0) throw valueUnconvertible(stuck, options.command);
  const entered: { subject: string; rows: number }[] = [];
  for (const { subject, key, becomes, kept, filled } of migrations.flatMap(enteredHazards)) {
    if (options.allow.includes(`lossy:${subject}`) || options.usings.has(subject)) continue;
    const query = await enteredRows(database, key, becomes, kept);
    // what up filled in is no entry of anybody
    const others =
      query === undefined || filled === undefined ? undefined : await count(database, `${query} and ${columnSql(key)} is distinct from (${filled}\n)`);
    const rows = others ?? (query === undefined ? 0 : await countOrNone(database, query));
    if (rows > 0) entered.push({ subject, rows });
  }
  if (entered.length > 0) throw enteredSince(entered, options.command);
  return migrations.map((one) => {
    const own = conversions.filter((conversion) => conversion.migration === one.manifest.name && options.usings.has(conversion.column));
    return withLabels(
      withFills(
        own.reduce((migration, conversion) => withExpression(migration, conversion, conversion.expression), one),
        options.fills,
      ),
      labels,
      options.fills,
    );
  });
}

/** Right before the label goes: whoever entered a row until then is heard. */
function withLabels(migration: MigrationPackage, labels: readonly LabelsInUse[], fills: Fills): MigrationPackage {
  const own = labels.filter((one) => one.migration === migration.manifest.name && fills.has(one.column));
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
  return `select count(*) as rows from ${tableSql(entry.table)} t where not exists (select from ${quoteQualified(...entry.place)} a where ${same})`;
}

interface Entered {
  readonly subject: string;
  readonly key: NodeKey;
  readonly becomes: string | undefined;
  /** has the values of before */
  readonly kept: ArchiveEntry | undefined;
  /** what `up` gave the rows that were there */
  readonly filled: string | undefined;
}

function enteredHazards(migration: MigrationPackage): Entered[] {
  const hazards = migration.down.flatMap((step) => step.hazards.filter(({ code }) => code === DATA_LOSS));
  const isNamed = (hazard: Hazard): hazard is Hazard & { key: NodeKey; subject: string } => hazard.key !== undefined && hazard.subject !== undefined;
  return hazards
    .filter(isNamed)
    .map(({ subject, key, becomes }) => ({
      subject,
      key,
      becomes,
      kept: kindOf(key) === "column" ? archiveOf(migration.manifest.archives, key) : undefined,
      filled: migration.manifest.fills.find(({ column }) => column === subject)?.expression,
    }))
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

const COLUMN = `select case when atthasdef and attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as given, attidentity <> '' or attgenerated <> '' as computed
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = to_regclass($1) and a.attname = $2 and not a.attisdropped`;

/** Counts rows or values that are not what `up` itself put there; undefined where none can be. */
async function enteredRows(database: Database, key: NodeKey, becomes: string | undefined, kept: ArchiveEntry | undefined): Promise<string | undefined> {
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
  if (becomes !== undefined) {
    const since = kept === undefined ? "" : ` and ${enteredCondition(key, kept)}`;
    return `select count(*) as rows from ${table} where ${value}::${becomes}::text is distinct from ${value}::text${since}`;
  }
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

function columnSql(key: NodeKey): string {
  return quoteIdentifier(parseNodeKey(key).path.at(-1) ?? "");
}

/** By the name that the packages know. @throws SelectoError `fill-unknown` */
function knownColumns(flag: "--fill" | "--using", given: Fills, known: readonly NodeKey[], command: string): Fills {
  const found = new Map<string, string>();
  for (const [name, expression] of given) {
    const column = findNamed(name, known, ["public"]);
    if (!("key" in column)) throw unknownColumn(flag, name, known, command);
    found.set(nameOf(column.key), expression);
  }
  return found;
}

function unknownColumn(flag: "--fill" | "--using", name: string, known: readonly NodeKey[], command: string): SelectoError {
  const isFill = flag === "--fill";
  const none = isFill ? "nothing that comes back must have a value" : "no type changes on the way back";
  return new SelectoError({
    code: "fill-unknown",
    what: `${flag} ${name}: ${isFill ? "no row needs a value there" : "the type of that column does not change"}`,
    why: known.length === 0 ? none : `${isFill ? "values" : "expressions"} can be given for ${[...new Set(known.map(nameOf))].join(", ")}`,
    next: `selecto migrate ${command} without it`,
  });
}

interface Stuck {
  readonly conversion: ConversionBack;
  readonly rows: number;
  readonly sqlstate: string;
}

function valueUnconvertible(stuck: readonly Stuck[], command: string): SelectoError {
  const said = stuck.map(
    ({ conversion: { column, type, kept }, rows }) =>
      `${rows} row${rows === 1 ? "" : "s"} ${kept === undefined ? "" : "entered since "}hold${rows === 1 ? "s" : ""} a value of ${column} that does not become ${type}`,
  );
  return new SelectoError({
    code: "value-unconvertible",
    what: said.join("; "),
    why: `down converts by ${stuck.map(({ conversion, sqlstate }) => `${conversion.expression} (${sqlstate})`).join(", ")}; nothing was changed`,
    next: `correct those rows, or say another way: selecto migrate ${command} ${stuck.map(({ conversion }) => `--using ${shellWord(`${columnWord(conversion.key)}=...`)}`).join(" ")}  (an SQL expression)`,
    exit: EXIT.consent,
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
