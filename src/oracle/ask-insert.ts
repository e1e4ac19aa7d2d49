/**
 * Which columns an insert leaves out that must have a value: found by inserting into the empty table of a shadow, so that
 * defaults, identity, generated columns and triggers have their say. Everything is taken back.
 */
import { DatabaseError, type Database } from "../model/database.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";

/** More columns than a table can have. */
const MAX_ROUNDS = 1700;

/**
 * @param table quoted, as the search path finds it
 * @param given columns that get a value
 * @returns the columns without one, in the order of the table; `undefined` where that is not what decides (no table, a trigger that refuses)
 */
export async function missingInInsert(database: Database, table: string, given: readonly string[]): Promise<string[] | undefined> {
  const missing: string[] = [];
  await database.exec("begin");
  try {
    const columns = await database.query<{ name: string; settable: boolean; computed: boolean; required: boolean }>(
      `select a.attname::text as name, a.attnotnull as required, a.attidentity = '' and a.attgenerated = '' as settable, a.attgenerated <> '' as computed
       from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
       where a.attrelid = ${quoteLiteral(table)}::regclass and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       order by a.attnum`,
    );
    const known = new Set(given);
    const set = columns.filter(({ name, settable }) => settable && known.has(name)).map(({ name }) => name);
    if (columns.length === 0) return undefined;
    // The values themselves do not matter: where one is given, any will do, and so will what is computed from it.
    for (const { name, required, settable, computed } of columns)
      if (required && (computed || (settable && known.has(name)))) await allowNull(database, table, name);
    const insert =
      set.length === 0
        ? `insert into ${table} default values`
        : `insert into ${table} (${set.map(quoteIdentifier).join(", ")}) values (${set.map(() => "null").join(", ")})`;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { column, other } = await refusedColumn(database, insert);
      if (other === true) return undefined;
      if (column === undefined || missing.includes(column)) return missing;
      missing.push(column);
      await allowNull(database, table, column);
    }
    return missing;
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  } finally {
    await database.exec("rollback");
  }
}

/** The column that PostgreSQL wants a value for, none when it takes the row; `other` when something else stands in the way. */
async function refusedColumn(database: Database, insert: string): Promise<{ readonly column?: string; readonly other?: true }> {
  await database.exec("savepoint selecto_insert");
  try {
    await database.exec(insert);
    return {};
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await database.exec("rollback to savepoint selecto_insert");
    const { sqlstate, column } = error.error;
    // References, checks and keys are tested after NOT NULL; they depend on the values.
    if (/^23(?:503|505|514|P01)$/.test(sqlstate)) return {};
    return sqlstate === "23502" && column !== undefined ? { column } : { other: true };
  }
}

/** A primary key keeps its columns from it, so it goes first. */
async function allowNull(database: Database, table: string, column: string): Promise<void> {
  const keys = await database.query<{ name: string }>(
    `select con.conname::text as name from pg_catalog.pg_constraint con
     join pg_catalog.pg_attribute a on a.attrelid = con.conrelid and a.attnum = any (con.conkey)
     where con.conrelid = ${quoteLiteral(table)}::regclass and con.contype = 'p' and a.attname = ${quoteLiteral(column)}`,
  );
  await database.exec("set local client_min_messages = error");
  for (const { name } of keys) await database.exec(`alter table ${table} drop constraint ${quoteIdentifier(name)} cascade`);
  await database.exec(`alter table ${table} alter column ${quoteIdentifier(column)} drop not null`);
}
