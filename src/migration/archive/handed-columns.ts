/**
 * A column that passes between a parent and a table that inherits from it: the parent gives it up and the child goes
 * on with it as its own, or the other way round. Either way the rows of the child keep their values; only those of
 * the parent itself, and of children that do not keep it, lose theirs.
 */
import type { Database } from "../../model/database.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { PlannedStatement } from "../../model/plan.ts";
import type { Fact, SchemaState } from "../../model/schema-state.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { quietly, seeAll } from "./kept.ts";
import { parentOf } from "../../schema/parents.ts";
import { tableSql } from "./place.ts";
import { readTable } from "./table-facts.ts";

export interface HandedColumn {
  /** the column of the parent */
  readonly parent: NodeKey;
  /** the same of a table below it */
  readonly child: NodeKey;
}

type Facts = Pick<SchemaState, "facts">;

/** Columns that `from` declares for a parent and `to` for a table below it instead. */
export function handedDown(from: Facts, to: Facts): HandedColumn[] {
  const [before, after] = [byKey(from), byKey(to)];
  return to.facts.flatMap((fact) => {
    if (kindOf(fact.key) !== "column" || before.has(fact.key)) return [];
    const column = parseNodeKey(fact.key).path[2] ?? "";
    const given = ancestorsOf(before, tableOf(fact.key)).map((table) => nodeKey("column", ...parseNodeKey(table).path, column));
    const parent = given.find((key) => before.has(key));
    const isSame = parent !== undefined && !after.has(parent) && after.has(tableOf(parent)) && before.get(parent)?.payload["type"] === fact.payload["type"];
    return isSame && isStill(before, after, tableOf(fact.key)) ? [{ parent, child: fact.key }] : [];
  });
}

/** Columns that `from` declares for a table and `to` for one that it inherits from instead. */
export function handedUp(from: Facts, to: Facts): HandedColumn[] {
  return handedDown(to, from);
}

/** Tables whose rows keep the values of a column that its table gives up: those that have it as their own now, and all below them. */
export function keepersOf(column: NodeKey, from: Facts, to: Facts): NodeKey[] {
  const after = byKey(to);
  const own = new Set(handedDown(from, to).flatMap((one) => (one.parent === column ? [tableOf(one.child)] : [])));
  if (own.size === 0) return [];
  return to.facts.map(({ key }) => key).filter((key) => kindOf(key) === "table" && [key, ...ancestorsOf(after, key)].some((one) => own.has(one)));
}

/**
 * The statements of a plan with values handed over: a parent gives up its column alone, and a child that inherits it
 * from now on gets its values back into the column that comes from above. Reads the tables as they are now.
 */
export async function withHandedColumns(
  database: Database,
  statements: readonly PlannedStatement[],
  from: SchemaState,
  to: SchemaState,
): Promise<PlannedStatement[]> {
  const [down, up] = [handedDown(from, to), handedUp(from, to)];
  const isAdd = (statement: PlannedStatement, key: NodeKey): boolean => statement.produces.includes(key) && statement.sql.includes(" ADD COLUMN ");
  const isDrop = (statement: PlannedStatement, key: NodeKey): boolean => statement.destroys.includes(key) && statement.sql.includes(" DROP COLUMN ");
  const found: PlannedStatement[] = [];
  for (const statement of statements) {
    if (down.some((one) => isAdd(statement, one.child)) || up.some((one) => isDrop(statement, one.child))) continue;
    const children = up.filter((one) => isAdd(statement, one.parent)).map((one) => one.child);
    if (down.some((one) => isDrop(statement, one.parent))) found.push({ ...statement, sql: statement.sql.replace(/^ALTER TABLE /, "ALTER TABLE ONLY ") });
    else if (children.length === 0) found.push(statement);
    else {
      const ways: Awaited<ReturnType<typeof handOver>>[] = [];
      for (const child of children) ways.push(await handOver(database, child));
      found.push(...ways.flatMap((way) => way.before), statement, ...ways.flatMap((way) => way.after));
    }
  }
  return found;
}

const STEP = { verb: "alter", produces: [], destroys: [], mode: "tx", commitAfter: false, rewrite: false, destructive: false } as const;
const FORMER = quoteIdentifier("selecto_former");

/** A column becomes inherited only by being made together with the parent's: its own values wait beside it. */
async function handOver(database: Database, child: NodeKey): Promise<{ before: PlannedStatement[]; after: PlannedStatement[] }> {
  const table = await readTable(database, tableOf(child));
  const column = quoteIdentifier(parseNodeKey(child).path[2] ?? "");
  const strong = { ...STEP, lock: "accessExclusive" };
  return {
    before: [{ ...strong, sql: `ALTER TABLE ${table.sql} RENAME COLUMN ${column} TO ${FORMER}` }],
    after: [
      ...quietly(table, seeAll(table, [`update ${table.sql} set ${column} = ${FORMER}`])).map((sql) => ({ ...STEP, lock: "rowExclusive", sql })),
      { ...strong, sql: `ALTER TABLE ${table.sql} DROP COLUMN ${FORMER}`, verb: "drop", destroys: [child] },
    ],
  };
}

/** A condition on rows of `t`, empty where there are no keepers: they are of a table that gives the values up. */
export function ofOthers(keepers: readonly NodeKey[]): string {
  return keepers.map((table) => `t.tableoid <> ${quoteLiteral(tableSql(table))}::pg_catalog.regclass`).join(" and ");
}

function byKey({ facts }: Facts): ReadonlyMap<NodeKey, Fact> {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

function tableOf(column: NodeKey): NodeKey {
  return nodeKey("table", ...parseNodeKey(column).path.slice(0, 2));
}

/** The tables that one inherits from, the nearest first; none for a partition. */
function ancestorsOf(facts: ReadonlyMap<NodeKey, Fact>, table: NodeKey): NodeKey[] {
  const payload = facts.get(table)?.payload;
  const parent = (payload?.["partitionBound"] ?? null) === null ? parentOf(payload?.["parentTable"]) : undefined;
  return parent === undefined ? [] : [parent, ...ancestorsOf(facts, parent)];
}

/** The table is there before and after, with the same parents. */
function isStill(before: ReadonlyMap<NodeKey, Fact>, after: ReadonlyMap<NodeKey, Fact>, table: NodeKey): boolean {
  return before.has(table) && after.has(table) && ancestorsOf(before, table).join("\n") === ancestorsOf(after, table).join("\n");
}
