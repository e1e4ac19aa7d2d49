/** Rows with a checksum: the one way in and out of every table that is not content addressed. */
import type { Database as Sqlite, Statement } from "better-sqlite3";
import { checksumOf, type SqlValue } from "./checksum.ts";
import { corruptHistory } from "./failure.ts";
import { CHECKED_COLUMNS, type TableName } from "./store-schema.ts";

type RowOf<Table extends TableName> = { readonly [Column in (typeof CHECKED_COLUMNS)[Table][number]]: SqlValue };

/** Adds a row with its checksum; `conflict` is SQL (`on conflict do nothing`). Returns the number of rows added or changed. */
export function prepareInsert<Table extends TableName>(db: Sqlite, table: Table, conflict = ""): (row: RowOf<Table>) => number {
  const columns: readonly (keyof RowOf<Table>)[] = CHECKED_COLUMNS[table];
  const names = [...CHECKED_COLUMNS[table], "crc"];
  const statement = db.prepare<SqlValue[]>(`insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")}) ${conflict}`);
  return (row) => {
    const values = columns.map((column) => row[column]);
    return statement.run(...values, checksumOf(table, values)).changes;
  };
}

/**
 * A query over one table whose rows are checked before anyone sees them. `clause` is everything
 * after `from <table>`; rows come as values in the order of the checked columns.
 */
export interface CheckedSelect {
  readonly all: (...params: readonly SqlValue[]) => SqlValue[][];
  readonly get: (...params: readonly SqlValue[]) => SqlValue[] | undefined;
}

export function prepareSelect(db: Sqlite, path: string, table: TableName, clause: string): CheckedSelect {
  const statement: Statement<SqlValue[], SqlValue[]> = db
    .prepare<SqlValue[], SqlValue[]>(`select ${CHECKED_COLUMNS[table].join(", ")}, crc from ${table} ${clause}`)
    .raw();
  const check = (row: SqlValue[]): SqlValue[] => {
    const crc = row.pop();
    if (checksumOf(table, row) !== crc) throw corruptHistory(path, `a row of its table ${table} does not fit its checksum`);
    return row;
  };
  return {
    all: (...params) => statement.all(...params).map(check),
    get: (...params) => {
      const row = statement.get(...params);
      return row === undefined ? undefined : check(row);
    },
  };
}

/** The next free number of a table; asked inside the transaction that uses it. */
export function prepareNextNumber(db: Sqlite, table: "snapshot" | "verdict_scope" | "domain_version" | "run"): () => number {
  const statement = db.prepare<[], number>(`select coalesce(max(number), 0) + 1 from ${table}`).pluck();
  return () => statement.get() ?? 1;
}

/** A column read as what its strict table says it is. The checksum covers types, so anything else is a bug. */
export function text(value: SqlValue | undefined): string {
  if (typeof value !== "string") throw new Error("expected text in the history");
  return value;
}

export function integer(value: SqlValue | undefined): number {
  if (typeof value !== "number") throw new Error("expected an integer in the history");
  return value;
}

export function hex(value: SqlValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new Error("expected bytes in the history");
  return Buffer.from(value).toString("hex");
}
