/**
 * Which values of a column whose type changes survive the change: so that generated rows show what becomes of rows, and
 * not only that some are refused. Asks PostgreSQL for each value.
 */
import type { Database } from "../../model/database.ts";
import { nameOf, nodeKey, parseNodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/index.ts";
import { columnId, correspondence, demandsOf, type Renames } from "./demand.ts";
import type { End } from "./prove-rows.ts";

/** Values of columns that change their type, by the id of the column before. */
export interface Convertible {
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** columns whose expression gives a value to a row that has none: NOT NULL is no rule for the rows that are there */
  readonly fromNull: ReadonlySet<string>;
}

/**
 * Values that a column's type before and after both take, or those that an expression takes. Asked where `to` is.
 *
 * @param conversions expressions by the name of their column in `to`
 * @throws DatabaseError, ShadowDied
 */
export async function readConvertible(
  shadow: Database,
  from: End,
  to: End,
  renames: Renames,
  conversions: ReadonlyMap<string, string> = new Map(),
): Promise<Convertible> {
  const found = new Map<string, readonly string[]>();
  const fromNull = new Set<string>();
  const names = correspondence(renames);
  for (const table of demandsOf(from.shape, to.shape, names)) {
    for (const column of table.columns) {
      const { becomes } = column;
      if (becomes === undefined) continue;
      const { path } = parseNodeKey(names.table(table.key));
      const expression = conversions.get(nameOf(nodeKey("column", ...path, names.column(table, column.name))));
      const row = (value: string | null): string =>
        table.columns
          .map(
            (one) =>
              `${one.name === column.name && value !== null ? quoteLiteral(value) : "null"}::${one.type} as ${quoteIdentifier(names.column(table, one.name))}`,
          )
          .join(", ");
      const source = (value: string | null): string => `from (select ${row(value)}) as ${quoteIdentifier(path[1] ?? "")}`;
      const question = (value: string): string =>
        expression === undefined ? `select ${quoteLiteral(value)}::${becomes}` : `select (${expression}\n) ${source(value)}`;
      const values = [...new Set([...to.types.of(becomes), ...from.types.of(column.type)])];
      const replies = await shadow.batch(values.map((value) => ({ kind: "run", sql: question(value) })));
      found.set(
        columnId(table, column),
        values.filter((_value, at) => replies[at]?.ok === true),
      );
      if (expression === undefined) continue;
      const [gives] = await shadow.batch([{ kind: "run", sql: `select 1 ${source(null)} where (${expression}\n) is not null` }]);
      if (gives?.ok === true && gives.rows.length > 0) fromNull.add(columnId(table, column));
    }
  }
  return { values: found, fromNull };
}
