/**
 * Chooses the values of rows: for columns that a condition ties together PostgreSQL picks the combinations that
 * fulfil it, other columns take theirs in turn. The same names give the same rows. Evaluates nothing itself.
 */
import type { Ask, Database } from "../../model/database.ts";
import { sha256 } from "../../model/hash.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/index.ts";
import { columnId, type ColumnDemand, type TableDemand } from "./demand.ts";
import { hintsOf, type TypeValues } from "./types.ts";

/** Values of the columns that are written, `null` for NULL. */
export interface RowDrafts {
  readonly table: TableDemand;
  readonly columns: readonly ColumnDemand[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface ChooseOptions {
  /** rows per table */
  readonly count: number;
  /** where in the series of values to start: other rows than before */
  readonly start: number;
  /** legal values of columns that change their type: those that both types take */
  readonly convertible?: ReadonlyMap<string, readonly string[]>;
}

/** Columns that conditions tie together, with those conditions. */
interface Group {
  readonly table: TableDemand;
  readonly columns: readonly ColumnDemand[];
  readonly conditions: readonly string[];
}

type Tuple = readonly (string | null)[];

const MOST_TUPLES = 1500;
const KEPT_TUPLES = 120;
const MOST_HINTS = 120;
/** A partitioned table gets a row for each partition, up to so many. */
const MOST_ROWS = 120;

/** @throws DatabaseError, ShadowDied */
export async function chooseRows(database: Database, tables: readonly TableDemand[], types: TypeValues, options: ChooseOptions): Promise<RowDrafts[]> {
  const groups = new Map(tables.map((table) => [table.key, groupsOf(table)]));
  const all = [...groups.values()].flat();
  await types.learn([
    ...tables.flatMap((table) => table.columns.map(({ type }) => ({ type }))),
    ...all.flatMap((group) => group.columns.map(({ type }) => ({ type, hints: hintsFor(group) }))),
  ]);
  const replies = await database.batch(all.map((group): Ask => ({ kind: "run", sql: filterSql(group, candidatesFor(group, types, options)) })));
  const fulfilled = new Map<Group, readonly Tuple[]>();
  all.forEach((group, at) => {
    const reply = replies[at];
    // A condition that fails on one of the values says nothing about the others: then each row is tried as it is.
    fulfilled.set(group, reply?.ok === true && reply.rows.length > 0 ? reply.rows : candidatesFor(group, types, options).slice(0, KEPT_TUPLES));
  });
  return tables.map((table) => draftsOf(table, groups.get(table.key) ?? [], fulfilled, types, options));
}

/** PostgreSQL gives the value and nobody else may. */
function isGiven(table: TableDemand, column: ColumnDemand): boolean {
  return column.given === "generated" || (column.given === "sequence" && !table.foreign.some((key) => key.columns.includes(column.name)));
}

function draftsOf(
  table: TableDemand,
  groups: readonly Group[],
  fulfilled: ReadonlyMap<Group, readonly Tuple[]>,
  types: TypeValues,
  options: ChooseOptions,
): RowDrafts {
  const columns = table.columns.filter((column) => !isGiven(table, column));
  // some combinations may repeat what has to differ
  const spread = groups.some((group) => group.columns.some((column) => isUnique(table, column))) ? 2 : 1;
  const count = table.partitioned ? Math.min(MOST_ROWS, options.count + table.partitions * 4) : options.count * spread;
  const rows = Array.from({ length: count }, (_, index) => {
    const turn = options.start + index;
    return columns.map((column, at) => {
      const group = groups.find((one) => one.columns.includes(column));
      if (group === undefined) return valueOf(table, column, turn, at, types, options);
      const tuples = fulfilled.get(group) ?? [];
      return tuples[turn % Math.max(1, tuples.length)]?.[group.columns.indexOf(column)] ?? null;
    });
  });
  return { table, columns, rows };
}

/** The second row is NULL wherever it may be; the others hold values, with a NULL now and then. */
function valueOf(table: TableDemand, column: ColumnDemand, turn: number, at: number, types: TypeValues, options: ChooseOptions): string | null {
  if (!column.notNull && (turn === 1 || (turn > 4 && (turn * 7 + at) % 5 === 0))) return null;
  const values = options.convertible?.get(columnId(table, column)) ?? types.of(column.type);
  const nth = isUnique(table, column) && column.becomes === undefined ? types.nth(column.type, turn) : undefined;
  return nth ?? values[Math.max(0, turn - 1) % Math.max(1, values.length)] ?? null;
}

function isUnique(table: TableDemand, column: ColumnDemand): boolean {
  return table.uniques.some((columns) => columns.includes(column.name));
}

/** Union of the conditions that share a column. A column that the database fills cannot be chosen; it stands in with a value of its type. */
function groupsOf(table: TableDemand): Group[] {
  let groups: { columns: Set<string>; conditions: string[] }[] = [];
  for (const check of table.checks) {
    if (check.columns.length === 0) continue;
    const shares = groups.filter((group) => check.columns.some((column) => group.columns.has(column)));
    const union = {
      columns: new Set([...shares.flatMap((group) => [...group.columns]), ...check.columns]),
      conditions: [...shares.flatMap((group) => group.conditions), check.condition],
    };
    groups = [...groups.filter((group) => !shares.includes(group)), union];
  }
  return groups.map(({ columns, conditions }) => ({ table, columns: table.columns.filter((column) => columns.has(column.name)), conditions }));
}

function hintsFor(group: Group): string[] {
  return [...new Set(group.conditions.flatMap(hintsOf))].slice(0, MOST_HINTS);
}

/** All combinations of the columns' values, or as many as are worth asking about. */
function candidatesFor(group: Group, types: TypeValues, options: ChooseOptions): Tuple[] {
  const hints = hintsFor(group);
  const lists = group.columns.map((column): readonly (string | null)[] => {
    const values = options.convertible?.get(columnId(group.table, column)) ?? types.of(column.type, hints);
    const series = Array.from({ length: 6 }, (_, n) => types.nth(column.type, options.start + n)).filter((value) => value !== undefined);
    return [...values, ...series, ...(column.notNull ? [] : [null])];
  });
  const total = lists.reduce((product, list) => product * list.length, 1);
  if (total <= MOST_TUPLES) return lists.reduce<Tuple[]>((tuples, list) => tuples.flatMap((tuple) => list.map((value) => [...tuple, value])), [[]]);
  const random = randomOf(`${group.table.key} ${group.columns.map((column) => column.name).join(" ")}`);
  return Array.from({ length: MOST_TUPLES }, () => lists.map((list) => list[random(list.length)] ?? null));
}

function filterSql(group: Group, tuples: readonly Tuple[]): string {
  const own = group.columns.map((_column, at) => `"selecto ${at}"`);
  const values = tuples.map((tuple) => `(${tuple.map((value) => (value === null ? "null" : quoteLiteral(value))).join(",")})`);
  const typed = group.columns.map((column, at) => `${own[at]}::${column.type} as ${quoteIdentifier(column.name)}`);
  return `select ${own.join(", ")} from (select ${[...own, ...typed].join(", ")} from (values ${values.join(",")}) v(${own.join(", ")}) offset 0) as ${quoteIdentifier(group.table.table)}
where ${group.conditions.map((condition) => `(${condition}) is not false`).join(" and ")} order by md5(concat_ws(',', ${own.join(", ")})) limit ${KEPT_TUPLES}`;
}

/** mulberry32: the same numbers for the same name */
function randomOf(name: string): (below: number) => number {
  let state = Number.parseInt(sha256(name).slice(0, 8), 16);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
