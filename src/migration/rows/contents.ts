/** The rows and sequence positions of a whole database as text: read, compared by others, put back. */
import { DatabaseError, type Ask, type Database } from "../../model/database.ts";
import type { NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/index.ts";
import { ASLEEP, dropOrphans } from "./fill.ts";
import { PLAIN_SESSION, type Shape, type TableShape } from "./shape.ts";

export type RowText = readonly (string | null)[];

export interface TableContents {
  readonly table: TableShape;
  /** by the columns of `table`, in its order */
  readonly rows: readonly RowText[];
}

export interface Contents {
  readonly shape: Shape;
  /** not those of partitions: their parent has them */
  readonly tables: ReadonlyMap<NodeKey, TableContents>;
  /** last value and whether it was given out, as text */
  readonly sequences: ReadonlyMap<NodeKey, RowText>;
}

/** @throws DatabaseError, ShadowDied */
export async function readContents(database: Database, shape: Shape): Promise<Contents> {
  await database.exec(PLAIN_SESSION);
  const tables = shape.tables.filter((table) => !table.partition);
  const replies = await database.batch([
    ...tables.map((table): Ask => ({ kind: "run", sql: `select ${columnList(table)} from ${table.partitioned ? "" : "only "}${table.name}` })),
    ...shape.sequences.map((sequence): Ask => ({ kind: "run", sql: `select last_value, is_called from ${sequence.name}` })),
  ]);
  const rowsAt = (at: number): readonly RowText[] => {
    const reply = replies[at];
    // Rows that cannot be read are not rows that are not there.
    if (reply?.ok === false) throw new DatabaseError(reply.error);
    return reply?.rows ?? [];
  };
  return {
    shape,
    tables: new Map(tables.map((table, at) => [table.key, { table, rows: table.columns.length === 0 ? [] : rowsAt(at) }])),
    sequences: new Map(shape.sequences.map((sequence, at) => [sequence.key, rowsAt(tables.length + at)[0] ?? []])),
  };
}

/** All rows but those of tables that `except` names. */
export function countRows(contents: Contents, except: (key: NodeKey) => boolean = () => false): number {
  return [...contents.tables].reduce((sum, [key, { rows }]) => sum + (except(key) ? 0 : rows.length), 0);
}

/** The same contents with other rows in one table. */
export function withRows(contents: Contents, key: NodeKey, rows: readonly RowText[]): Contents {
  const table = contents.tables.get(key);
  return table === undefined ? contents : { ...contents, tables: new Map([...contents.tables, [key, { ...table, rows }]]) };
}

/**
 * Makes the database hold these rows and no others, sequences where they were. Rows that refer to rows left
 * out go as well.
 *
 * @throws DatabaseError, ShadowDied
 */
export async function restoreContents(database: Database, contents: Contents): Promise<void> {
  await database.exec(ASLEEP);
  const tables = [...contents.tables.values()];
  if (tables.length > 0) await database.exec(`truncate ${tables.map(({ table }) => table.name).join(", ")} cascade`);
  await database.batch([
    ...tables.flatMap(({ table, rows }) => rows.map((row): Ask => ({ kind: "run", sql: insertRow(table, row) }))),
    ...[...contents.sequences].flatMap(([key, [last = null, called = null]]): Ask[] => {
      const sequence = contents.shape.sequences.find((one) => one.key === key);
      if (sequence === undefined || last === null) return [];
      return [{ kind: "run", sql: `select setval(${quoteLiteral(sequence.name)}::regclass, ${last}, ${called === "t"})` }];
    }),
  ]);
  await dropOrphans(database, contents.shape.tables);
  await database.exec(PLAIN_SESSION);
}

function columnList(table: TableShape): string {
  return table.columns.map((column) => (column.virtual ? "null" : quoteIdentifier(column.name))).join(", ");
}

function insertRow(table: TableShape, row: RowText): string {
  const written = table.columns.flatMap((column, at) => (column.given === "generated" ? [] : [{ column, value: row[at] ?? null }]));
  if (written.length === 0) return `insert into ${table.name} default values`;
  const names = written.map(({ column }) => quoteIdentifier(column.name)).join(", ");
  const values = written.map(({ column, value }) => (value === null ? "null" : `${quoteLiteral(value)}::${column.type}`)).join(", ");
  return `insert into ${table.name} (${names}) overriding system value values (${values})`;
}
