/** What identifies a row of a table, as PostgreSQL keeps it. */
import type { Database } from "../model/database.ts";
import { quoteLiteral } from "../sql/quote.ts";

/**
 * The columns of the primary key where this one column alone identifies no row; `undefined` where it does, or where the
 * table has no primary key to compare with.
 *
 * @param table quoted, as the search path finds it
 */
export async function keyBeside(database: Database, table: string, column: string): Promise<string[] | undefined> {
  const rows = await database.query<{ name: string; primary: boolean; index: number }>(
    `select a.attname::text as name, i.indisprimary as primary, i.indexrelid::int8::int as index
     from pg_catalog.pg_index i
     cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
     join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = to_regclass(${quoteLiteral(table)}) and i.indisunique and i.indpred is null and k.place <= i.indnkeyatts
     order by i.indexrelid, k.place`,
  );
  const alone = rows.some(({ name, index }) => name === column && rows.filter((one) => one.index === index).length === 1);
  const key = rows.filter(({ primary }) => primary).map(({ name }) => name);
  return alone || key.length === 0 ? undefined : key;
}
