/**
 * Columns that change to another type on the way back, and rows whose value that type does not take, though up
 * kept no former one for them: they came or changed since. Only reads the target.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { DATA_LOSS } from "../../model/consent.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry, MigrationPackage } from "../../model/migration.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import { BY_VALUE } from "./former-values.ts";
import { tableSql } from "./place.ts";

export interface ConversionBack {
  readonly key: NodeKey;
  /** `users.email` */
  readonly column: string;
  /** the type that it gets */
  readonly becomes: string;
  /** counts, of the rows that do not get a former value, those that the type refuses or changes, into settings of the session */
  readonly look: string;
  /** gives those that the type refuses another value */
  readonly replace: (expression: string) => string;
  readonly migration: string;
  /** number of the step of `down` that converts, from 0 */
  readonly step: number;
}

/** For each column that changes its type on the way back and may lose values by it, as it is there now. */
export async function conversionsBack(database: Database, migrations: readonly MigrationPackage[]): Promise<ConversionBack[]> {
  const found = new Map<NodeKey, ConversionBack>();
  for (const { manifest, down } of migrations) {
    for (const [step, { hazards }] of down.entries()) {
      for (const { code, key, becomes } of hazards) {
        // what an older migration does to the column is done to other values than those that are there now
        if (code !== DATA_LOSS || key === undefined || becomes === undefined || kindOf(key) !== "column" || found.has(key)) continue;
        const cast = await castOf(database, key, becomes);
        if (cast === undefined) continue;
        const converted = await withoutFormer(database, key, manifest.archives);
        found.set(key, { key, column: nameOf(key), becomes, ...refusing(key, cast, converted), migration: manifest.name, step });
      }
    }
  }
  return [...found.values()];
}

/** How many rows hold a value that the type does not take, and how many one that it changes. @throws DatabaseError */
export async function countConverted(database: Database, { look }: ConversionBack): Promise<{ refused: number; changed: number }> {
  await database.exec(look);
  const [row] = await database.query<{ refused: string; changed: string }>(
    "select current_setting('selecto.refused') as refused, current_setting('selecto.changed') as changed",
  );
  return { refused: Number(row?.refused ?? 0), changed: Number(row?.changed ?? 0) };
}

/** A value as the step converts it. */
type Cast = (value: string) => string;

/** What the step makes of a value; undefined where the column or the type is not there (yet). */
async function castOf(database: Database, key: NodeKey, becomes: string): Promise<Cast | undefined> {
  const column = quoteIdentifier(parseNodeKey(key).path.at(-1) ?? "");
  for (const cast of [(value: string) => `${value}::${becomes}`, (value: string) => `${value}::text::${becomes}`]) {
    try {
      await database.query(`select ${cast(`t.${column}`)} from ${tableSql(key)} t where false`);
      return cast;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (error.error.sqlstate !== NO_CAST) return undefined;
    }
  }
  return undefined;
}

const NO_CAST = "42846";

const KEPT_VALUES = `select exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'selecto_after') as values,
  exists (select from pg_attribute where attrelid = to_regclass($1) and attname = 'selecto_table') as inherited`;

/** Rows that the archive does not know, or knows with another value. */
async function withoutFormer(database: Database, key: NodeKey, archives: readonly ArchiveEntry[]): Promise<string> {
  const { path } = parseNodeKey(key);
  const column = path.at(-1) ?? "";
  const table = nodeKey("table", ...path.slice(0, 2));
  const entry = archives.find((one) => one.table === table && one.columns.length === 1 && one.columns[0] === column);
  if (entry === undefined) return "true";
  const place = quoteQualified(...entry.place);
  const [kept] = await database.query<{ values: boolean; inherited: boolean }>(KEPT_VALUES, [place]);
  if (kept?.values !== true) return "true";
  const same = entry.key.map((name) => `t.${quoteIdentifier(name)}::text = a.${quoteIdentifier(name)}::text`);
  const own = kept.inherited ? ["t.tableoid::regclass::text = a.selecto_table"] : [];
  const unchanged = `a.selecto_after::text is not distinct from t.${quoteIdentifier(column)}::text`;
  return `not exists (select from ${place} a where ${[...same, ...own, unchanged].join(" and ")})`;
}

/** All rows at once; only where one of them is refused each for itself. Nothing is made for it in the database. */
function refusing(key: NodeKey, cast: Cast, converted: string): Pick<ConversionBack, "look" | "replace"> {
  const table = tableSql(key);
  const column = quoteIdentifier(parseNodeKey(key).path.at(-1) ?? "");
  const [here, each] = [`t.${column}`, `selecto_row.${column}`];
  const loop = (one: string, otherwise: string): string =>
    `for selecto_row in select t.tableoid, t.ctid, ${here} from ${table} t where ${converted} loop begin ${one}; exception when ${BY_VALUE} then ${otherwise}; end; end loop;`;
  const differs = (value: string): string => `${cast(value)}::text is distinct from ${value}::text`;
  return {
    look: `do $selecto$ declare selecto_row record; selecto_refused bigint := 0; selecto_changed bigint := 0; begin
  begin select count(*) filter (where ${differs(here)}) into selecto_changed from ${table} t where ${converted};
  exception when ${BY_VALUE} then selecto_changed := 0;
    ${loop(`if ${differs(each)} then selecto_changed := selecto_changed + 1; end if`, "selecto_refused := selecto_refused + 1")} end;
  perform set_config('selecto.refused', selecto_refused::text, false), set_config('selecto.changed', selecto_changed::text, false); end $selecto$`,
    replace: (expression) =>
      `do $selecto$ #variable_conflict use_column
declare selecto_row record; begin ${loop(`perform ${cast(each)}`, `update ${table} set ${column} = (${expression}) where tableoid = selecto_row.tableoid and ctid = selecto_row.ctid`)} end $selecto$;`,
  };
}
