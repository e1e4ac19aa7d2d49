/**
 * A column whose type changes to one that holds less: the old values are copied by key, and beside
 * them what became of each, so that on the way back a value that was changed since stays the newer one.
 */
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import { formerValues } from "./former-values.ts";
import { differs, keptValue, keyList, lockRows, quietly, requireSameCount, sameRow, seeAll, valueBack, type Kept } from "./kept.ts";
import { uniqueRows } from "./keep-columns.ts";
import { archiveNamespace, register } from "./place.ts";
import type { ColumnFacts, TableFacts } from "./table-facts.ts";

export interface Conversion {
  readonly column: ColumnFacts;
  /** of the type that it becomes */
  readonly after: Pick<ColumnFacts, "type" | "builtin">;
  /** labels that the type loses */
  readonly removed?: readonly string[];
  /** the key of the loss, where it is not the column's own */
  readonly cause?: NodeKey;
}

export function keepValues(migration: string, id: string, tableKey: NodeKey, table: TableFacts, key: readonly string[], conversion: Conversion): Kept {
  const namespace = archiveNamespace(migration);
  const place = quoteQualified(namespace, id);
  const noted = quoteQualified(namespace, `${id}_noted`);
  const { path } = parseNodeKey(tableKey);
  const { column, after, removed, cause } = conversion;
  const name = quoteIdentifier(column.name);
  const became = after.builtin ? `t.${name}` : `t.${name}::text`;
  const join = sameRow(table, key);
  const columnKey = nodeKey("column", ...path, column.name);
  const isOther = differs([column], () => "a.selecto_before");
  const replacing = withoutLabels(table, column, removed);
  const meanwhile = `rows that hold ${(removed ?? []).map(quoteLiteral).join(", ")} get ${column.notNull ? "the default" : "NULL"} until down`;
  return {
    entry: { id, table: tableKey, columns: [column.name], key, place: [namespace, id] },
    keys: cause === undefined ? [columnKey] : [cause, columnKey],
    text: `the values of ${column.name} are kept by ${key.join(", ")} and come back on down, but for those changed since`,
    ...(replacing.length > 0 && { replaces: { column: column.name, text: meanwhile } }),
    keep: [
      ...lockRows(table),
      ...seeAll(table, [
        `create table ${place} as select ${[...keyList(table, key), `${keptValue(column, "t")} as selecto_before`].join(", ")} from ${table.sql} t`,
        requireSameCount(place, table.sql),
        ...replacing,
      ]),
      register(migration, id, place, `${path.join(".")}: ${column.name} as ${column.type}`),
    ],
    note: seeAll(table, [
      // written once more instead of updated: half the time, and no row twice in the file
      `create table ${noted} as select a.*, ${became} as selecto_after from ${place} a left join ${table.sql} t on ${join}`,
      `drop table ${place}`,
      `alter table ${noted} rename to ${quoteIdentifier(id)}`,
      ...uniqueRows(table, place, key),
    ]),
    comeBack: [
      ...lockRows(table),
      ...seeAll(table, [`delete from ${place} a using ${table.sql} t where ${join} and a.selecto_after::text is distinct from t.${name}::text`]),
    ],
    restore: [
      ...lockRows(table),
      ...seeAll(
        table,
        quietly(table, [`update ${table.sql} t set ${name} = ${valueBack(column, "a.selecto_before")} from ${place} a where ${join} and ${isOther}`]),
      ),
    ],
    when: "middle",
    former: formerValues(columnKey, column, table, key, [namespace, id]),
    forget: [`drop table ${place}`],
  };
}

/** Rows that hold a label that goes get the default, or NULL; where both are impossible PostgreSQL refuses the change itself. */
function withoutLabels(table: TableFacts, column: ColumnFacts, removed: readonly string[] | undefined): string[] {
  if (removed === undefined || (column.notNull && column.given === null)) return [];
  const name = quoteIdentifier(column.name);
  const labels = removed.map(quoteLiteral).join(", ");
  return quietly(table, [`update ${table.sql} set ${name} = ${column.notNull ? "default" : "null"} where ${name}::text in (${labels})`]);
}
