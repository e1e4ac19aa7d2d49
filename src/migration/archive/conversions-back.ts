/**
 * Type changes on the way back, and values entered since that they cannot take. PostgreSQL would refuse the first of
 * them in the middle of the way; here they are counted before anything is touched. Only reads the target.
 */
import { DatabaseError, type Database } from "../../model/database.ts";
import { nameOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry, MigrationPackage } from "../../model/migration.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";

export interface ConversionBack {
  readonly migration: string;
  /** number of the step of `down`, from 0 */
  readonly step: number;
  readonly key: NodeKey;
  /** `users.tags` */
  readonly column: string;
  readonly type: string;
  readonly expression: string;
  /** its values of before `up` do not pass through the expression: they are kept here */
  readonly kept?: ArchiveEntry;
}

/** As the planner writes it and the formatter lays it out. */
const STEP = /^(ALTER TABLE ("(?:[^"]|"")+")\.("(?:[^"]|"")+")\s+ALTER COLUMN ("(?:[^"]|"")+") TYPE ([^]+?) USING )([^]+);$/;

/** Every type change of the way back. */
export function conversionsBack(migrations: readonly MigrationPackage[]): ConversionBack[] {
  return migrations.flatMap(({ manifest, down }) =>
    down.flatMap(({ sql }, step): ConversionBack[] => {
      const [, , namespace = "", table = "", name = "", type = "", expression = ""] = STEP.exec(sql) ?? [];
      if (expression === "") return [];
      const key = nodeKey("column", ...[namespace, table, name].map(unquoted));
      const column = nameOf(key);
      const isGiven = manifest.conversions?.some((one) => one.column === column) === true;
      const kept = isGiven ? archiveOf(manifest.archives, key) : undefined;
      return [{ migration: manifest.name, step, key, column, type, expression, ...(kept !== undefined && { kept }) }];
    }),
  );
}

function unquoted(name: string): string {
  return name.slice(1, -1).replaceAll('""', '"');
}

/** The archive that holds the column's values. */
export function archiveOf(archives: readonly ArchiveEntry[], column: NodeKey): ArchiveEntry | undefined {
  const { path } = parseNodeKey(column);
  const table = nodeKey("table", ...path.slice(0, 2));
  return archives.find((entry) => entry.table === table && entry.columns.includes(path[2] ?? ""));
}

/** A condition on rows of the column's table: what the archive does not have, or what was changed since. */
export function enteredSince(column: NodeKey, { key, place }: ArchiveEntry): string {
  const { path } = parseNodeKey(column);
  const own = (name: string): string => `${quoteQualified(...path.slice(0, 2), name)}::text`;
  const same = key.map((name) => `${own(name)} = a.${quoteIdentifier(name)}::text`);
  return `not exists (select from ${quoteQualified(...place)} a where ${[...same, `a.selecto_after::text is not distinct from ${own(path[2] ?? "")}`].join(" and ")})`;
}

/** The same migration with another expression in that step. */
export function withExpression(migration: MigrationPackage, { step }: ConversionBack, expression: string): MigrationPackage {
  const down = migration.down.map((one, at) =>
    at === step ? { ...one, sql: one.sql.replace(STEP, (_whole, head: string) => `${head}${expression}\n;`) } : one,
  );
  return { ...migration, down };
}

/**
 * How many rows hold a value that the expression cannot convert; 0 as well where nobody can tell here: the column comes
 * with an older migration. A failure is the reason with it.
 */
export async function unconvertible(database: Database, conversion: ConversionBack): Promise<{ readonly rows: number; readonly sqlstate: string } | undefined> {
  const { key, expression, kept } = conversion;
  const table = quoteQualified(...parseNodeKey(key).path.slice(0, 2));
  const rows = `${table} where ${kept === undefined ? "true" : enteredSince(key, kept)}`;
  try {
    await database.query(`select count((${expression}\n)) from ${rows}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (!/^(?:22|23|P0)/.test(error.error.sqlstate)) return undefined;
    return { rows: await countOneByOne(database, table, expression, rows), sqlstate: error.error.sqlstate };
  }
}

const COUNTED = "selecto.unconvertible";

/** Row by row, because a failure ends the statement that it happens in. */
async function countOneByOne(database: Database, table: string, expression: string, rows: string): Promise<number> {
  const body = `#variable_conflict use_column
declare selecto_row record; selecto_count int := 0;
begin
  for selecto_row in select tableoid as selecto_table, ctid as selecto_place from ${rows} loop
    begin
      perform (${expression}
) from ${table} where tableoid = selecto_row.selecto_table and ctid = selecto_row.selecto_place;
    exception when others then selecto_count := selecto_count + 1;
    end;
  end loop;
  perform pg_catalog.set_config('${COUNTED}', selecto_count::text, false);
end`;
  await database.exec(`do ${quoteLiteral(body)}`);
  const [row] = await database.query<{ rows: string }>(`select pg_catalog.current_setting('${COUNTED}') as rows`);
  return Number(row?.rows ?? 0);
}
