/** Whole rows copied: of a table that goes and cannot move, and of one that is built anew; and the positions of sequences. */
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import { columnOf, keptValue, lockRows, requireSameCount, seeAll, valueBack, type Kept } from "./kept.ts";
import { archiveNamespace, register } from "./place.ts";
import type { TableFacts } from "./table-facts.ts";

/**
 * @param family the table and the partitions that go with it: its rows are theirs
 * @param target the table as the rows find it again, where it is not the same
 * @param held former values of its columns, by a key of theirs
 */
export function keepRows(
  migration: string,
  id: string,
  tableKey: NodeKey,
  table: TableFacts,
  family: readonly NodeKey[],
  target = table,
  held: readonly Kept[] = [],
): Kept {
  const namespace = archiveNamespace(migration);
  const place = quoteQualified(namespace, id);
  const { path } = parseNodeKey(tableKey);
  const columns = table.columns.filter(({ name, generated }) => !generated && columnOf(target, name)?.generated === false);
  const source = table.partitioned ? table.sql : `only ${table.sql}`;
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const values = columns.map((column) => {
    const goal = columnOf(target, column.name) ?? column;
    const value = `a.${quoteIdentifier(column.name)}`;
    if (goal.type === column.type) return valueBack(column, value);
    const former = held.find((one) => one.former?.column === nodeKey("column", ...path, column.name))?.former;
    return former?.valueOf("a") ?? `${value}::${goal.type}`;
  });
  const insert = names.length === 0 ? "select" : `(${names.join(", ")}) overriding system value select ${values.join(", ")}`;
  return {
    entry: { id, table: tableKey, columns: columns.map(({ name }) => name), key: [], place: [namespace, id] },
    keys: family,
    text: `the rows of ${path.at(-1) ?? ""} are copied and come back on down`,
    keep: [
      ...lockRows(table),
      ...seeAll(table, [
        `create table ${place} as select ${columns.map((column) => `${keptValue(column, "t")} as ${quoteIdentifier(column.name)}`).join(", ")} from ${source} t`,
        requireSameCount(place, source),
      ]),
      register(migration, id, place, path.join(".")),
    ],
    note: [],
    comeBack: [],
    when: "made",
    made: family,
    restore: [`insert into ${target.sql} ${insert} from ${place} a`],
    forget: [`drop table ${place}`],
  };
}

/**
 * Where a sequence stands.
 *
 * @param identity it belongs to an identity column, and is made with it
 */
export function keepPosition(migration: string, id: string, { namespace: space, name, identity }: TableFacts["sequences"][number]): Kept {
  const namespace = archiveNamespace(migration);
  const place = quoteQualified(namespace, id);
  const key = nodeKey("sequence", space, name);
  const sequence = quoteQualified(space, name);
  return {
    entry: { id, table: key, columns: [], key: [], place: [namespace, id] },
    keys: [key],
    text: `the position of ${name} is kept and comes back on down`,
    keep: [`create table ${place} as select last_value, is_called from ${sequence}`, register(migration, id, place, `position of ${space}.${name}`)],
    note: [],
    comeBack: [],
    when: identity ? "last" : "made",
    made: [key],
    restore: [`select pg_catalog.setval(${quoteLiteral(sequence)}, last_value, is_called) from ${place}`],
    forget: [`drop table ${place}`],
  };
}
