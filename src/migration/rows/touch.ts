/**
 * What an application does between up and down: it inserts, updates and deletes. Afterwards: rows nobody
 * touched are as before, a deleted row stays deleted, a newer value wins. Chooses the rows by what is in FROM;
 * writes in TO.
 */
import type { Ask, Database } from "../../model/database.ts";
import { nameOf, type NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/index.ts";
import type { Contents, RowText } from "./contents.ts";
import { missing, type MayDiffer, type RowDifference } from "./compare.ts";
import type { Correspondence } from "./demand.ts";
import { ASLEEP } from "./fill.ts";
import { PLAIN_SESSION, type ColumnShape, type Shape, type TableShape } from "./shape.ts";
import type { TypeValues } from "./types.ts";

/** What was done to one table of FROM. */
export interface Touched {
  readonly key: NodeKey;
  /** positions of the rows in FROM's contents */
  readonly updated?: { readonly row: number; readonly column: string; readonly value: string };
  readonly deleted?: number;
}

interface Plan {
  readonly touched: Touched;
  readonly sql: string;
}

/** Values of both ends: a newer value that the old schema cannot hold is one that down refuses, and says so. */
export interface Types {
  readonly before: TypeValues;
  readonly now: TypeValues;
}

/**
 * Updates one row, where `updates` says so, and deletes another of every table that both schemas have with the same key.
 *
 * @throws DatabaseError, ShadowDied
 */
export async function touchRows(database: Database, before: Contents, to: Shape, names: Correspondence, types: Types, updates: boolean): Promise<Touched[]> {
  const plans = [...before.tables.values()].flatMap(({ table, rows }) => {
    const other = to.tables.find((one) => one.key === names.table(table.key));
    const found = other === undefined ? undefined : sharedKey(table, other, names);
    if (other === undefined || found === undefined) return [];
    return [...(updates ? updateOf(table, other, rows, found, names, types) : []), ...deleteOf(table, other, rows, found, before, to)];
  });
  await database.exec(ASLEEP);
  const replies = await database.batch(plans.map(({ sql }): Ask => ({ kind: "run", sql })));
  await database.exec(PLAIN_SESSION);
  return plans.filter((_plan, at) => isDone(replies[at])).map(({ touched }) => touched);
}

function isDone(reply: Awaited<ReturnType<Database["batch"]>>[number] | undefined): boolean {
  return reply?.ok === true && reply.rows.length > 0;
}

/** Columns of the primary key under their old and new names; only where both have the same key. */
function sharedKey(table: TableShape, other: TableShape, names: Correspondence): { old: string; now: ColumnShape }[] | undefined {
  const pairs = table.primary.flatMap((old) => {
    const now = other.columns.find((one) => one.name === names.column(table, old));
    return now !== undefined && other.primary.includes(now.name) && typeOf(table, old) === now.type ? [{ old, now }] : [];
  });
  return pairs.length > 0 && pairs.length === table.primary.length && pairs.length === other.primary.length ? pairs : undefined;
}

function typeOf(table: TableShape, column: string): string | undefined {
  return table.columns.find((one) => one.name === column)?.type;
}

function keyCondition(table: TableShape, row: RowText, key: readonly { old: string; now: ColumnShape }[]): string {
  return key
    .map(({ old, now }) => `t.${quoteIdentifier(now.name)} = ${quoteLiteral(row[table.columns.findIndex((one) => one.name === old)] ?? "")}::${now.type}`)
    .join(" and ");
}

function updateOf(
  table: TableShape,
  other: TableShape,
  rows: readonly RowText[],
  key: readonly { old: string; now: ColumnShape }[],
  names: Correspondence,
  types: Types,
): Plan[] {
  const tied = new Set([
    ...other.foreign.flatMap((one) => one.columns),
    ...other.uniques.flat(),
    ...other.checks.flatMap((one) => one.columns),
    ...table.foreign.flatMap((one) => one.columns),
    ...table.uniques.flat(),
  ]);
  const [row] = rows;
  if (row === undefined) return [];
  for (const [at, column] of table.columns.entries()) {
    const now = other.columns.find((one) => one.name === names.column(table, column.name));
    if (now === undefined || now.type !== column.type || now.given !== null || column.given !== null || tied.has(now.name) || tied.has(column.name)) continue;
    const former = types.before.of(column.type);
    const value = types.now.of(now.type).find((one) => {
      const before = names.valueBefore(now.type, one);
      return before !== row[at] && former.includes(before);
    });
    if (value === undefined) continue;
    const sql = `update ${ownRows(other)} t set ${quoteIdentifier(now.name)} = ${quoteLiteral(value)}::${now.type} where ${keyCondition(table, row, key)} returning 1`;
    return [{ touched: { key: table.key, updated: { row: 0, column: column.name, value: names.valueBefore(now.type, value) } }, sql }];
  }
  return [];
}

/** The last row, where at least three are there and nothing refers to it in either schema. */
function deleteOf(
  table: TableShape,
  other: TableShape,
  rows: readonly RowText[],
  key: readonly { old: string; now: ColumnShape }[],
  before: Contents,
  to: Shape,
): Plan[] {
  const row = rows.at(-1);
  if (row === undefined || rows.length < 3) return [];
  const isReferred = [...before.tables.values()].some((child) =>
    child.table.foreign.some((foreign) => {
      if (foreign.namespace !== table.namespace || foreign.table !== table.table) return false;
      const wanted = JSON.stringify(foreign.targets.map((target) => row[table.columns.findIndex((one) => one.name === target)]));
      const own = foreign.columns.map((column) => child.table.columns.findIndex((one) => one.name === column));
      return child.rows.some((each) => JSON.stringify(own.map((at) => each[at])) === wanted);
    }),
  );
  if (isReferred) return [];
  const guards = to.tables.flatMap((child) =>
    child.foreign.flatMap((foreign) =>
      foreign.namespace === other.namespace && foreign.table === other.table
        ? [
            ` and not exists (select from ${child.name} c where ${foreign.columns.map((column, at) => `c.${quoteIdentifier(column)} = t.${quoteIdentifier(foreign.targets[at] ?? column)}`).join(" and ")})`,
          ]
        : [],
    ),
  );
  return [
    {
      touched: { key: table.key, deleted: rows.length - 1 },
      sql: `delete from ${ownRows(other)} t where ${keyCondition(table, row, key)}${guards.join("")} returning 1`,
    },
  ];
}

/** Rows of children are touched as theirs. */
function ownRows({ partitioned, name }: TableShape): string {
  return partitioned ? name : `only ${name}`;
}

/** Compares after down what nobody touched, and that what was touched is as it was left. */
export function compareTouched(before: Contents, after: Contents, touched: readonly Touched[], may: MayDiffer): RowDifference[] {
  return [...before.tables.values()].flatMap(({ table, rows }): RowDifference[] => {
    if (may(table.key) || rows.length === 0) return [];
    const own = touched.filter((one) => one.key === table.key);
    const compared = table.columns.flatMap((column, at) => (may(`column:${table.key.slice("table:".length)}.${column.name}`, column.type) ? [] : [at]));
    const columnsNow = after.tables.get(table.key)?.table.columns ?? [];
    const now = compared.map((at) => columnsNow.findIndex((column) => column.name === table.columns[at]?.name));
    const there = (after.tables.get(table.key)?.rows ?? []).map((row) => JSON.stringify(now.map((at) => row[at] ?? null)));
    const textOf = (row: RowText): string => JSON.stringify(compared.map((at) => row[at] ?? null));
    // what PostgreSQL computes follows the newer value
    const given = new Set(compared.flatMap((at, index) => (table.columns[at]?.given === "generated" ? [index] : [])));
    const enteredOf = (row: RowText): string => JSON.stringify(compared.map((at, index) => (given.has(index) ? null : (row[at] ?? null))));
    const entered = (after.tables.get(table.key)?.rows ?? []).map((row) =>
      JSON.stringify(now.map((at, index) => (given.has(index) ? null : (row[at] ?? null)))),
    );
    const untouched = rows.filter((_row, at) => !own.some((one) => one.deleted === at || one.updated?.row === at));
    const name = nameOf(table.key);
    const lost = missing(untouched.map(textOf), there);
    const differences: RowDifference[] =
      lost === 0 ? [] : [{ key: table.key, text: `${lost} of ${untouched.length} untouched rows of ${name} are lost or changed after changes in between` }];
    for (const { updated, deleted } of own) {
      const old = rows[updated?.row ?? deleted ?? 0] ?? [];
      if (deleted !== undefined && there.includes(textOf(old)))
        differences.push({ key: table.key, text: `a row of ${name} that was deleted in between is back` });
      if (updated === undefined) continue;
      const wanted = table.columns.map((column, at) => (column.name === updated.column ? updated.value : (old[at] ?? null)));
      if (!entered.includes(enteredOf(wanted))) differences.push({ key: table.key, text: `a newer value of ${name}.${updated.column} is lost` });
    }
    return differences;
  });
}
