/**
 * Columns that must have a value from now on, while rows are there that have none. The goal is reached in two
 * stretches: up to it but for what the empty column would break, then the rows are filled, then the rest.
 * Which value is right is the team's to say: an SQL expression, given by flag.
 */
import { quietly, seeAll } from "../migration/archive/kept.ts";
import { columnFact } from "../schema/parents.ts";
import { readTable, type TableFacts } from "../migration/archive/table-facts.ts";
import type { Loss } from "../migration/losses.ts";
import { withIdentity } from "../migration/run/replica-identity.ts";
import { groupBy } from "../model/group-by.ts";
import { DatabaseError, type Database } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { kindOf, nameOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";
import { fingerprintOf } from "../schema/fingerprint.ts";
import { without } from "../schema/states.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { flagWord, nothingToDo, readColumnFlag, type ColumnExpressions, type ColumnPair } from "./column-flags.ts";

/** SQL expressions by the key of their column. */
export type ColumnFills = ColumnExpressions;

/** @throws SelectoError for a name that is no column of the goal, one given twice, and one whose rows need no value */
export function readFills(pairs: readonly ColumnPair[], from: SchemaState, to: SchemaState, namespaces: readonly string[]): ColumnFills {
  const fills = readColumnFlag("--fill", pairs, to, namespaces);
  for (const key of fills.keys()) {
    const why = whyNotFilled(key, from, to);
    if (why !== undefined) throw nothingToDo("--fill", nameOf(key), why);
  }
  return fills;
}

/** Rows get a value in a column that is new without one, or that may not be empty any more. */
function whyNotFilled(key: NodeKey, from: SchemaState, to: SchemaState): string | undefined {
  const [old, now] = [from, to].map(({ facts }) => facts.find((fact) => fact.key === key));
  const table = now?.parent;
  if (now === undefined || !from.facts.some((fact) => fact.key === table)) return "its table is new and has no rows";
  if ((now.payload["generatedExpr"] ?? null) !== null) return "that column is computed";
  if ((now.payload["identity"] ?? null) !== null) return "that column is an identity and gives itself a value";
  if (old === undefined)
    return to.facts.some((fact) => kindOf(fact.key) === "default" && fact.parent === key) ? "its default gives the rows that are there a value" : undefined;
  if (now.payload["notNull"] !== true) return "that column was there and may stay empty";
  return old.payload["notNull"] === true ? "that column had a value in every row before" : undefined;
}

/** Columns that come to a table of FROM, must have a value, and get none by themselves. */
export function columnsWithoutValue(from: SchemaState, to: SchemaState): NodeKey[] {
  const before = new Map(from.facts.map((fact) => [fact.key, fact]));
  const given = new Set(to.facts.flatMap(({ key, parent }) => (kindOf(key) === "default" && parent !== undefined ? [parent] : [])));
  const isNew = ({ key, parent = "" }: Fact): boolean =>
    kindOf(key) === "column" && kindOf(parent) === "table" && before.has(parent) && columnFact(before, key) === undefined;
  const isEmpty = ({ key, payload }: Fact): boolean =>
    payload["notNull"] === true && (payload["identity"] ?? null) === null && (payload["generatedExpr"] ?? null) === null && !given.has(key);
  return to.facts.filter((fact) => isNew(fact) && isEmpty(fact)).map(({ key }) => key);
}

/** @throws SelectoError `column-needs-value` that says the flags */
export function requireFills(from: SchemaState, to: SchemaState, fills: ColumnFills): void {
  const empty = columnsWithoutValue(from, to).filter((key) => !fills.has(key));
  const [first] = empty;
  if (first === undefined) return;
  throw new SelectoError({
    code: "column-needs-value",
    what: `${nameOf(first)} must have a value, and the rows that are there have none${empty.length > 1 ? `; ${empty.length - 1} more like it` : ""}`,
    why: "PostgreSQL adds such a column only to an empty table",
    next: `say which value they get, as SQL: ${empty.map((key) => flagWord("--fill", key)).join(" ")}; or give the column a default`,
  });
}

/** TO, but the columns to be filled may be empty, and nothing that is new rests on them yet. */
export function goalBeforeFills(from: SchemaState, to: SchemaState, fills: ColumnFills): SchemaState {
  const rested = new Set(from.edges.map((edge) => `${edge.from}\0${edge.to}`));
  // new, or there already and joined by the column: then it is made again
  const isNew = (edge: SchemaState["edges"][number]): boolean => !rested.has(`${edge.from}\0${edge.to}`);
  const resting = new Set(to.edges.flatMap((edge) => (fills.has(edge.to) && isNew(edge) && RESTING.has(kindOf(edge.from)) ? [edge.from] : [])));
  const { facts: kept, edges } = without(to, resting);
  const facts = kept.map((fact): Fact => (fills.has(fact.key) ? { ...fact, payload: { ...fact.payload, notNull: false } } : fact));
  const major = Number.parseInt(to.serverVersion, 10);
  return { ...to, facts, edges, fingerprint: fingerprintOf(facts, major, false), orderedFingerprint: fingerprintOf(facts, major, true) };
}

const RESTING = new Set(["constraint", "index"]);

const UPDATE = { verb: "alter", produces: [], mode: "tx", commitAfter: false, lock: "rowExclusive", rewrite: false, destructive: false } as const;

/** The updates, unseen by the users' triggers. */
export async function fillStatements(shadow: Database, from: SchemaState, fills: ColumnFills): Promise<PlannedStatement[]> {
  const before = new Set(from.facts.map(({ key }) => key));
  const statements: PlannedStatement[] = [];
  for (const [tableKey, columns] of groupBy([...fills.keys()], (key) => nodeKey("table", ...parseNodeKey(key).path.slice(0, 2)))) {
    const table = await readTable(shadow, tableKey);
    const names = columns.map((key) => parseNodeKey(key).path.at(-1) ?? "");
    const off = { ...table, triggers: table.triggers.filter((one) => firesOn(one, names)), rules: table.rules.filter(({ onUpdate }) => onUpdate) };
    // What was empty is kept before the first of these, so that down knows which rows it was.
    const causes = columns.filter((key) => before.has(key));
    const updates = columns.map((column, at): PlannedStatement => {
      const name = quoteIdentifier(names[at] ?? "");
      const expression = fills.get(column) ?? "null";
      const inBatches = !before.has(column) && !table.forced && [...off.triggers, ...off.rules].every(({ enabled }) => enabled === "D");
      return {
        ...UPDATE,
        sql: `update ${table.sql} set ${name} = ${expression} where ${name} is null`,
        destroys: causes,
        fill: { column, expression, inBatches },
      };
    });
    const bySql = new Map(updates.map((one) => [one.sql, one]));
    const all = quietly(off, seeAll(table, [...bySql.keys()]));
    statements.push(...all.map((sql): PlannedStatement => bySql.get(sql) ?? { ...UPDATE, sql, destroys: causes }));
  }
  return statements;
}

/** Whether an update of these columns calls the trigger. */
function firesOn({ onUpdate, columns }: TableFacts["triggers"][number], names: readonly string[]): boolean {
  return onUpdate && (columns.length === 0 || columns.some((column) => names.includes(column)));
}

/** Runs them in the shadow. @throws SelectoError for an expression that does not compile */
export async function runFills(shadow: Database, statements: readonly PlannedStatement[]): Promise<void> {
  await shadow.exec("set search_path = pg_catalog");
  try {
    for (const { sql } of statements) await shadow.exec(withIdentity(sql));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new SelectoError(
      {
        code: "fill-refused",
        what: "PostgreSQL refuses the expression of --fill",
        why: `${error.error.sqlstate} ${error.message}`,
        next: "it may name columns of the table; types and functions of the schema with their namespace: --fill \"users.mood='calm'::public.mood\"",
      },
      { cause: error },
    );
  } finally {
    await shadow.exec("reset search_path");
  }
}

/**
 * Rows of a column that was there get a value on the way up: down must know which they were.
 *
 * @param known what is kept of it for another reason says that too
 */
export function fillLosses(from: SchemaState, fills: ColumnFills, known: readonly Loss[] = []): Loss[] {
  return from.facts
    .filter(({ key }) => fills.has(key) && !known.some((loss) => loss.key === key))
    .map(({ key }) => ({ subject: nameOf(key), key, text: `rows without a value of ${nameOf(key)} get one and cannot be told from the others` }));
}
