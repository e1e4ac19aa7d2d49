/** Whole rows copied: of a table that goes and cannot move, and of one that is built anew; and the positions of sequences. */
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/quote.ts";
import { columnOf, keptValue, lockRows, requireSameCount, seeAll, valueBack, type Kept } from "./kept.ts";
import { archiveNamespace, register } from "./place.ts";
import type { ColumnFacts, TableFacts } from "./table-facts.ts";

/** How rows find their table again that is not the same. */
export interface NewPlace {
  readonly target: TableFacts;
  /** former values of its columns, by a key of theirs */
  readonly held: readonly Kept[];
  /** expressions that convert columns, by their key in `target` */
  readonly usings: ReadonlyMap<NodeKey, string>;
  /** types of the schema that are not there any more */
  readonly goneTypes: ReadonlySet<string>;
}

/** @param family the table and the partitions that go with it: its rows are theirs */
export function keepRows(migration: string, id: string, tableKey: NodeKey, table: TableFacts, family: readonly NodeKey[], place?: NewPlace): Kept {
  const namespace = archiveNamespace(migration);
  const copy = quoteQualified(namespace, id);
  const { path } = parseNodeKey(tableKey);
  const target = place?.target ?? table;
  const columns = table.columns.filter(({ name, generated }) => !generated && columnOf(target, name)?.generated === false);
  const isConverted = columns.some(({ name }) => place?.usings.has(nodeKey("column", ...path, name)));
  // an expression may name any column, and call them by their table
  const copied = isConverted ? table.columns : columns;
  const source = table.partitioned ? table.sql : `only ${table.sql}`;
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const values = place === undefined || !isConverted ? columns.map((column) => movedValue(column, path, place)) : convertedValues(columns, path, place);
  const rows = isConverted ? `(select ${copied.map((column) => typedValue(column, place)).join(", ")} from ${copy} a) as ${ownAlias(path)}` : `${copy} a`;
  const insert = names.length === 0 ? "select" : `(${names.join(", ")}) overriding system value select ${values.join(", ")}`;
  return {
    entry: { id, table: tableKey, columns: columns.map(({ name }) => name), key: [], place: [namespace, id] },
    keys: family,
    text: `the rows of ${path.at(-1) ?? ""} are copied and come back on down`,
    keep: [
      ...lockRows(table),
      ...seeAll(table, [
        `create table ${copy} as select ${copied.map((column) => `${keptValue(column, "t")} as ${quoteIdentifier(column.name)}`).join(", ")} from ${source} t`,
        requireSameCount(copy, source),
      ]),
      register(migration, id, copy, path.join(".")),
    ],
    note: [],
    comeBack: [],
    when: "made",
    made: family,
    restore: [`insert into ${target.sql} ${insert} from ${rows}`],
    forget: [`drop table ${copy}`],
  };
}

/** A value of the copy `a` as the column has it where the rows go. */
function movedValue(column: ColumnFacts, path: readonly string[], place: NewPlace | undefined): string {
  const goal = (place === undefined ? undefined : columnOf(place.target, column.name)) ?? column;
  const value = `a.${quoteIdentifier(column.name)}`;
  if (goal.type === column.type) return valueBack(column, value);
  return formerOf(column, path, place)?.valueOf("a") ?? `${value}::${goal.type}`;
}

/** The same of rows that have their types back, in part by expressions. */
function convertedValues(columns: readonly ColumnFacts[], path: readonly string[], place: NewPlace): string[] {
  const alias = ownAlias(path);
  return columns.map((column) => {
    const type = columnOf(place.target, column.name)?.type ?? column.type;
    const expression = place.usings.get(nodeKey("column", ...path, column.name));
    const value = `${alias}.${quoteIdentifier(column.name)}`;
    if (type === column.type) return value;
    return formerOf(column, path, place)?.valueOf(alias, expression) ?? (expression === undefined ? `${value}::${type}` : `(${expression}\n)`);
  });
}

function formerOf(column: ColumnFacts, path: readonly string[], place: NewPlace | undefined): Kept["former"] {
  return place?.held.find((one) => one.former?.column === nodeKey("column", ...path, column.name))?.former;
}

/** A value of the copy with its type and name, as far as the type is still there. */
function typedValue(column: ColumnFacts, place: NewPlace | undefined): string {
  const name = quoteIdentifier(column.name);
  return place?.goneTypes.has(column.type) === true ? `a.${name}` : `${valueBack(column, `a.${name}`)} as ${name}`;
}

function ownAlias(path: readonly string[]): string {
  return quoteIdentifier(path.at(-1) ?? "");
}

/** Asks PostgreSQL for an expression that converts a column where the rows go: nothing is inserted. */
export function conversionProbe(column: NodeKey, expression: string, table: TableFacts, { target, goneTypes }: NewPlace): string {
  const { path } = parseNodeKey(column);
  const row = table.columns.map(({ name, type }) => `null::${goneTypes.has(type) ? "text" : type} as ${quoteIdentifier(name)}`);
  const insert = `insert into ${target.sql} (${quoteIdentifier(path.at(-1) ?? "")}) overriding system value`;
  return `explain ${insert} select (${expression}\n) from (select ${row.join(", ")}) as ${ownAlias(path.slice(0, 2))}`;
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
