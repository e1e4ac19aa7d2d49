/** Dropped columns: their values are copied by key, and go back by key once the columns are there again. */
import { nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import { DEFAULT_SEARCH_PATH } from "../../model/oracle-settings.ts";
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";
import { columnOf, differs, keptValue, keyList, lockRows, onPath, quietly, requireSameCount, sameRow, seeAll, valueBack, type Kept } from "./kept.ts";
import { ofOthers } from "./handed-columns.ts";
import { archiveNamespace, register } from "./place.ts";
import type { TableFacts } from "./table-facts.ts";

/**
 * @param key columns that tell its rows apart before and after
 * @param columns names of the columns that go
 * @param searchPath the application's, as SQL
 * @param keepers tables below it that go on with them: their rows lose nothing
 */
export function keepColumns(
  migration: string,
  id: string,
  tableKey: NodeKey,
  table: TableFacts,
  key: readonly string[],
  columns: readonly string[],
  keepers: readonly NodeKey[] = [],
  searchPath = DEFAULT_SEARCH_PATH,
): Kept {
  const namespace = archiveNamespace(migration);
  const place = quoteQualified(namespace, id);
  const path = parseNodeKey(tableKey).path;
  const facts = columns.flatMap((name) => columnOf(table, name) ?? []);
  const values = facts.map((column) => `${keptValue(column, "t")} as ${quoteIdentifier(column.name)}`);
  const isOther = differs(facts, ({ name }) => `a.${quoteIdentifier(name)}`);
  const assignments = facts.map(({ name, ...rest }) => `${quoteIdentifier(name)} = ${valueBack({ name, ...rest }, `a.${quoteIdentifier(name)}`)}`);
  const source = keepers.length === 0 ? `${table.sql} t` : `(select t.*, t.tableoid from ${table.sql} t where ${ofOthers(keepers)}) t`;
  // A default that calls a function is left off meanwhile: only rows entered since ask for its value.
  const called = facts.flatMap(({ name, given, calls }) => {
    const column = quoteIdentifier(name);
    const isNew = [`not exists (select from ${place} a where ${sameRow(table, key)})`, ...(keepers.length === 0 ? [] : [ofOthers(keepers)])].join(" and ");
    if (given?.includes("(") !== true) return [];
    const update = `update ${table.sql} t set ${column} = ${given} where t.${column} is null and ${isNew}`;
    return calls ? onPath(searchPath, [update]) : [update];
  });
  return {
    entry: {
      id,
      table: tableKey,
      columns,
      key,
      place: [namespace, id],
      ...(keepers.length > 0 && { keepers }),
      required: facts.filter((column) => column.notNull && column.given === null).map((column) => column.name),
    },
    keys: columns.map((name) => nodeKey("column", ...path, name)),
    text: `the values of ${columns.join(", ")} are kept by ${key.join(", ")} and come back on down`,
    keep: [
      ...lockRows(table),
      ...seeAll(table, [
        `create table ${place} as select ${[...keyList(table, key), ...values].join(", ")} from ${source}`,
        ...uniqueRows(table, place, key),
        requireSameCount(place, source),
      ]),
      register(migration, id, place, `${path.join(".")}: ${columns.join(", ")}`),
    ],
    note: [],
    comeBack: [],
    restore: [
      ...lockRows(table),
      ...seeAll(
        table,
        quietly(table, [`update ${table.sql} t set ${assignments.join(", ")} from ${place} a where ${sameRow(table, key)} and ${isOther}`, ...called]),
      ),
    ],
    when: "middle",
    forget: [`drop table ${place}`],
  };
}

/** A key of a parent says nothing of its children's rows. */
export function uniqueRows(table: TableFacts, place: string, key: readonly string[]): string[] {
  return table.inherited ? [`alter table ${place} add primary key (${[...key.map(quoteIdentifier), "selecto_table"].join(", ")})`] : [];
}
