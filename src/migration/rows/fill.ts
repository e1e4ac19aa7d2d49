/**
 * Puts generated rows into a shadow: referenced tables first, keys taken from the rows that are there, whole
 * tables at once and row by row only where that is refused. What PostgreSQL does not accept is left out; a table
 * that stays empty is named with PostgreSQL's reason.
 */
import type { Ask, Database } from "../../model/database.ts";
import type { NodeKey } from "../../model/identity.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../../sql/index.ts";
import { chooseRows, type ChooseOptions, type RowDrafts } from "./choose.ts";
import type { ColumnDemand, TableDemand } from "./demand.ts";
import { describeRefusal } from "./refusal.ts";
import { PLAIN_SESSION, type ForeignKeyShape } from "./shape.ts";
import type { TypeValues } from "./types.ts";

export interface EmptyTable {
  readonly key: NodeKey;
  /** one line, without values */
  readonly reason: string;
}

/** Triggers and foreign keys are asleep; keys are made to fit, and {@link dropOrphans} looks again. */
export const ASLEEP = `${PLAIN_SESSION}; set session_replication_role = replica`;

/**
 * Fills the tables. Rows that are there stay.
 *
 * @returns the tables that have no row now
 * @throws DatabaseError, ShadowDied
 */
export async function fillTables(database: Database, tables: readonly TableDemand[], types: TypeValues, options: ChooseOptions): Promise<EmptyTable[]> {
  await database.exec(ASLEEP);
  const [start] = await database.query<{ xid: string }>(START);
  const drafts = new Map((await chooseRows(database, tables, types, options)).map((draft) => [draft.table.key, draft]));
  const ordered = inOrder(tables.filter((table) => !table.partition));
  const refused = new Map<NodeKey, string>();
  const note = (key: NodeKey, reply: Awaited<ReturnType<Database["batch"]>>[number] | undefined): void => {
    if (reply?.ok === false) refused.set(key, describeRefusal(reply.error));
  };
  const whole = ordered.flatMap((one) => insertsOf(one, drafts.get(one.table.key)));
  const replies = await database.batch(whole.map(({ sql }): Ask => ({ kind: "run", sql })));
  const failed = new Set(whole.filter((_one, at) => replies[at]?.ok === false).map(({ key }) => key));
  if (failed.size > 0) {
    // a table that was refused left those that refer to it without a key: in order again, one row at a time
    const again = ordered.flatMap((one) =>
      [0, 1].flatMap((shift) => (drafts.get(one.table.key)?.rows ?? []).flatMap((_row, at) => insertsOf(one, drafts.get(one.table.key), { only: at, shift }))),
    );
    const wanted = again.filter(({ key }) => failed.has(key) || refersTo(ordered, key, failed));
    (await database.batch(wanted.map(({ sql }): Ask => ({ kind: "run", sql })))).forEach((reply, at) => note(wanted[at]?.key ?? "", reply));
  }
  await closeCycles(database, ordered, start?.xid ?? "0");
  await dropOrphans(database, tables);
  await database.exec(PLAIN_SESSION);
  const counts = await database.batch(tables.map((table): Ask => ({ kind: "run", sql: `select exists (select from ${table.name})` })));
  return tables.flatMap((table, at): EmptyTable[] => {
    const reply = counts[at];
    if (reply?.ok === true && reply.rows[0]?.[0] === "t") return [];
    return [{ key: table.key, reason: refused.get(table.key) ?? (table.partition ? "no generated row belongs into this partition" : emptyReason(table)) }];
  });
}

function emptyReason(table: TableDemand): string {
  return table.foreign.length > 0 ? "no row of the tables it refers to fits" : "PostgreSQL accepted none of the generated rows";
}

interface Ordered {
  readonly table: TableDemand;
  /** references to tables that are filled before */
  readonly early: readonly ForeignKeyShape[];
  /** references within a cycle, set when all rows are there */
  readonly late: readonly ForeignKeyShape[];
}

function inOrder(tables: readonly TableDemand[]): Ordered[] {
  const nameOf = (one: { namespace: string; table: string }): string => `${one.namespace}\0${one.table}`;
  const open = new Map(tables.map((table) => [nameOf(table), table]));
  const ordered: Ordered[] = [];
  const isOpen = (key: ForeignKeyShape): boolean => open.has(nameOf(key));
  const required = (table: TableDemand) => (key: ForeignKeyShape) =>
    key.columns.every((column) => table.columns.some((one) => one.name === column && one.notNull));
  while (open.size > 0) {
    const left = [...open.values()];
    const others = (table: TableDemand): ForeignKeyShape[] => table.foreign.filter((key) => isOpen(key) && nameOf(key) !== nameOf(table));
    // in a cycle the one whose open references may wait comes first
    const next = left.find((table) => others(table).length === 0) ?? left.find((table) => !others(table).some(required(table))) ?? left[0];
    if (next === undefined) break;
    ordered.push({ table: next, early: next.foreign.filter((key) => !isOpen(key)), late: next.foreign.filter(isOpen) });
    open.delete(nameOf(next));
  }
  return ordered;
}

function refersTo(ordered: readonly Ordered[], key: NodeKey, failed: ReadonlySet<NodeKey>): boolean {
  const one = ordered.find(({ table }) => table.key === key);
  return (
    one?.early.some((foreign) =>
      ordered.some(({ table }) => table.namespace === foreign.namespace && table.table === foreign.table && failed.has(table.key)),
    ) ?? false
  );
}

/** One INSERT of all rows, or of one. */
function insertsOf(one: Ordered, drafts: RowDrafts | undefined, part?: { readonly only: number; readonly shift: number }): { key: NodeKey; sql: string }[] {
  if (drafts === undefined) return [];
  const { table, columns, rows } = drafts;
  const chosen = part === undefined ? rows : rows.slice(part.only, part.only + 1);
  if (chosen.length === 0) return [];
  const first = part?.only ?? 0;
  if (columns.length === 0) return chosen.map(() => ({ key: table.key, sql: `insert into ${table.name} default values` }));
  const names = columns.map((column) => quoteIdentifier(column.name));
  const values = chosen.map((row, at) => `(${first + at}, ${row.map((value, index) => cell(value, columns[index])).join(", ")})`);
  const { joins, picked } = picks(one, columns, part?.shift ?? 0);
  const targets = columns.map((column, at) => {
    const pick = picked.get(column.name);
    return pick === undefined ? `v.${names[at]}` : `case when v.${names[at]} is not null then ${pick} end`;
  });
  const wanted = columns.flatMap((column) => {
    const pick = picked.get(column.name);
    return column.notNull && pick !== undefined ? [`${pick} is not null`] : [];
  });
  return [
    {
      key: table.key,
      sql: `insert into ${table.name} (${names.join(", ")}) overriding system value select ${targets.join(", ")} from (values ${values.join(", ")}) v("selecto n", ${names.join(", ")}) ${joins}${wanted.length > 0 ? ` where ${wanted.join(" and ")}` : ""} ${part === undefined ? "on conflict do nothing" : ""}`,
    },
  ];
}

function cell(value: string | null, column: ColumnDemand | undefined): string {
  return `${value === null ? "null" : quoteLiteral(value)}::${column?.type ?? "text"}`;
}

/**
 * A row of each referenced table; where two references share a column the second one follows the first. The
 * reference between brothers differs from row to row, so that pairs do.
 */
function picks({ early }: Ordered, columns: readonly ColumnDemand[], shift: number): { joins: string; picked: ReadonlyMap<string, string> } {
  const picked = new Map<string, string>();
  const written = new Set(columns.map((column) => column.name));
  const joins = early.flatMap((key, at) => {
    if (!key.columns.every((column) => written.has(column))) return [];
    const target = quoteQualified(key.namespace, key.table);
    const parts = key.targets.map(quoteIdentifier);
    const tied = key.columns.flatMap((column, index) => {
      const pick = picked.get(column);
      return pick === undefined ? [] : [`p.${parts[index]} = ${pick}`];
    });
    const free = key.columns.map((column, index) => ({ column, part: parts[index] })).filter(({ column }) => !picked.has(column));
    if (free.length === 0) return [];
    const where = [...tied, ...parts.map((part) => `p.${part} is not null`)].join(" and ");
    free.forEach(({ column }, index) => picked.set(column, `f${at}."k${index}"`));
    const outputs = free.map(({ part }, index) => `p.${part} as "k${index}"`).join(", ");
    const turn = `(v."selecto n" + ${shift * (at + 1)}) % greatest(1, (select count(*) from ${target} p where ${where}))`;
    return [
      `left join lateral (select ${outputs} from ${target} p where ${where} order by ${parts.map((part) => `p.${part}`).join(", ")} offset ${turn} limit 1) f${at} on true`,
    ];
  });
  return { joins: joins.join(" "), picked };
}

/** A transaction that is older than all rows that follow, in the 32 bits that rows know. */
const START = "select mod(txid_current(), 4294967296)::text as xid";

/**
 * References within a cycle, self references too: a made-up key becomes one that is there; NULL stays. Only of
 * rows that are younger than the transaction: what was there before refers to what it refers to.
 */
async function closeCycles(database: Database, ordered: readonly Ordered[], since: string): Promise<void> {
  const asks = ordered.flatMap(({ table, late }) =>
    late.flatMap((key): Ask[] => {
      const target = quoteQualified(key.namespace, key.table);
      const pairs = key.columns.map((column, at) => ({ column, own: quoteIdentifier(column), part: `p.${quoteIdentifier(key.targets[at] ?? column)}` }));
      // a column of the table's own key, or of another reference, stays: what refers to this row would lose it
      const isTied = (column: string): boolean =>
        table.primary.includes(column) || table.foreign.some((other) => other !== key && other.columns.includes(column));
      const free = pairs.filter(({ column }) => !isTied(column));
      if (free.length === 0) return [];
      const where = pairs.map(({ column, own, part }) => (isTied(column) ? `${part} = r.${own}` : `${part} is not null`)).join(" and ");
      const outputs = free.map(({ part }, at) => `${part} as "k${at}"`).join(", ");
      const parent = `select ${outputs} from ${target} p where ${where} order by ${pairs.map(({ part }) => part).join(", ")} offset (r."selecto n" + 1) % greatest(1, (select count(*) from ${target} p where ${where})) limit 1`;
      return [
        {
          kind: "run",
          sql: `update ${table.name} t set ${free.map(({ own }, at) => `${own} = f."k${at}"`).join(", ")}
from (select *, tableoid as "selecto o", ctid as "selecto c", row_number() over (order by ctid) - 1 as "selecto n" from ${table.name}) r cross join lateral (${parent}) f
where t.tableoid = r."selecto o" and t.ctid = r."selecto c" and age(t.xmin) < age('${since}'::xid) and ${free.map(({ own }) => `t.${own} is not null`).join(" and ")}`,
        },
      ];
    }),
  );
  await database.batch(asks);
}

/** Rows whose reference leads nowhere cannot be: the reference becomes NULL where it may, else the row goes, until nothing does. @throws ShadowDied */
export async function dropOrphans(database: Database, tables: readonly Pick<TableDemand, "name" | "foreign" | "columns">[]): Promise<void> {
  const statements = tables.flatMap((table) =>
    table.foreign.flatMap((key) => {
      const own = key.columns.map((column) => `t.${quoteIdentifier(column)}`);
      const parts = key.targets.map((column) => `p.${quoteIdentifier(column)}`);
      const parents = `select from ${quoteQualified(key.namespace, key.table)} p where ${own.map((name, at) => `${name} = ${parts[at]}`).join(" and ")}`;
      const orphans = `where ${own.map((name) => `${name} is not null`).join(" and ")} and not exists (${parents}) returning 1`;
      const free = key.columns.find((column) => table.columns.some((one) => one.name === column && !one.notNull));
      return [
        ...(free === undefined ? [] : [`update ${table.name} t set ${quoteIdentifier(free)} = null ${orphans}`]),
        `delete from ${table.name} t ${orphans}`,
      ];
    }),
  );
  for (let round = 0; round < 4; round++) {
    const replies = await database.batch(statements.map((sql): Ask => ({ kind: "run", sql })));
    if (!replies.some((reply) => reply.ok && reply.rows.length > 0)) return;
  }
}
