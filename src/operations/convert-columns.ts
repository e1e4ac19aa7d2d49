/**
 * Columns whose type changes to one that PostgreSQL does not know how to get to, or not as the team means it: an SQL
 * expression for each, given by flag, for the way up and for rows that were entered since on the way down. Whether
 * there is a cast, and whether an expression fits, is PostgreSQL's answer.
 */
import type { Carried } from "../migration/archive/carry.ts";
import { columnFact } from "../schema/parents.ts";
import { withFullNames } from "../migration/archive/table-facts.ts";
import type { Loss } from "../migration/losses.ts";
import { DatabaseError, type Database, type PgError } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { kindOf, nameOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { showJson } from "../model/json.ts";
import type { Conversion } from "../model/migration.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { flagWord, nothingToDo, readColumnFlag, type ColumnExpressions, type ColumnPair } from "./column-flags.ts";
import type { PlannedWay } from "./plan-migration.ts";

/** What was said of conversions, by the key of the column in the declared schema. */
export interface ColumnUsings {
  readonly up: ColumnExpressions;
  readonly down: ColumnExpressions;
}

export const NO_USINGS: ColumnUsings = { up: new Map(), down: new Map() };

export interface UsingFlags {
  readonly up: readonly ColumnPair[];
  readonly down: readonly ColumnPair[];
}

/** @throws SelectoError for a name that is no column, one given twice, or one whose type does not change */
export function readUsings(flags: UsingFlags, from: SchemaState, to: SchemaState, namespaces: readonly string[]): ColumnUsings {
  const usings = { up: readColumnFlag("--using", flags.up, to, namespaces), down: readColumnFlag("--using-down", flags.down, to, namespaces) };
  const changing = new Map(retyped(from, to).map(({ key }) => [key, true]));
  for (const [flag, given] of [["--using", usings.up] as const, ["--using-down", usings.down] as const])
    for (const key of given.keys()) if (!changing.has(key)) throw nothingToDo(flag, nameOf(key), "the type of that column does not change");
  return usings;
}

interface Retyped {
  readonly key: NodeKey;
  readonly before: string;
  readonly after: string;
}

/** Columns of tables that are there before and after, with another type. */
function retyped(from: SchemaState, to: SchemaState): Retyped[] {
  const before = new Map(from.facts.map((fact) => [fact.key, fact]));
  return to.facts.flatMap((fact) => {
    if (kindOf(fact.key) !== "column" || kindOf(fact.parent ?? "") !== "table") return [];
    const old = columnFact(before, fact.key);
    if (old === undefined) return [];
    const [was, is] = [typeOf(old), typeOf(fact)];
    return was === is || isComputed(old) || isComputed(fact) ? [] : [{ key: fact.key, before: was, after: is }];
  });
}

function typeOf({ payload }: Fact): string {
  return showJson(payload["type"]);
}

function isComputed({ payload }: Fact): boolean {
  return (payload["generatedExpr"] ?? null) !== null;
}

const NO_CAST = "42846";

/** An enum's values are its labels, so that text leads from one to the other; a text that is read as an array is a notation of its own. */
const KINDS = `select exists (select from pg_catalog.pg_type t where t.oid in (pg_catalog.to_regtype($1), pg_catalog.to_regtype($2),
    (select typelem from pg_catalog.pg_type where oid = pg_catalog.to_regtype($1)), (select typelem from pg_catalog.pg_type where oid = pg_catalog.to_regtype($2))) and t.typtype = 'e') as labels,
  (select typcategory from pg_catalog.pg_type where oid = pg_catalog.to_regtype($1)) = 'S' and (select typcategory from pg_catalog.pg_type where oid = pg_catalog.to_regtype($2)) = 'A' as "toArray"`;

/**
 * The shadow stands at `from`.
 *
 * @throws SelectoError `conversion-unknown` that says the flags, for type changes that no cast leads to
 */
export async function requireUsings(shadow: Database, from: SchemaState, to: SchemaState, { up }: ColumnUsings): Promise<void> {
  const unknown: Retyped[] = [];
  for (const one of retyped(from, to)) if (!up.has(one.key) && !(await isConvertible(shadow, one))) unknown.push(one);
  const [first] = unknown;
  if (first === undefined) return;
  throw new SelectoError({
    code: "conversion-unknown",
    what: `${nameOf(first.key)} changes from ${first.before} to ${first.after}, and PostgreSQL has no cast for that${unknown.length > 1 ? `; ${unknown.length - 1} more like it` : ""}`,
    why: "the rows that are there must be converted, and only you know how",
    next: `say it as SQL over the columns of the table: ${unknown.map((one) => flagWord("--using", one.key, exampleOf(one))).join(" ")}`,
  });
}

async function isConvertible(shadow: Database, { before, after }: Retyped): Promise<boolean> {
  const [kinds] = await shadow.query<{ labels: boolean; toArray: boolean | null }>(KINDS, [before, after]);
  if (kinds?.labels === true) return true;
  if (kinds?.toArray === true) return false;
  const [reply] = await shadow.batch([{ kind: "run", sql: `select null::${before}::${after}` }]);
  return reply?.ok !== false || reply.error.sqlstate !== NO_CAST;
}

/** Something to begin with. */
function exampleOf({ key, before, after }: Retyped): string {
  const name = parseNodeKey(key).path.at(-1) ?? "";
  const column = /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
  if (after.endsWith("[]") && !before.endsWith("[]"))
    return /^(?:text|character)/.test(before) && after === "text[]" ? `string_to_array(${column}, ',')` : `array[${column}]::${after}`;
  return `${column}::text::${after}`;
}

/** Values that an expression made cannot be told back from: they are kept like those of a narrower type. */
export function usingLosses(from: SchemaState, to: SchemaState, { up, down }: ColumnUsings, known: readonly Loss[]): Loss[] {
  return retyped(from, to)
    .filter(({ key }) => (up.has(key) || down.has(key)) && !known.some((loss) => loss.key === key))
    .map(({ key, after }) => ({
      subject: nameOf(key),
      key,
      becomes: after,
      text: `values of ${nameOf(key)} that the expression makes alike are changed for good`,
    }));
}

type UsingFlag = "--using" | "--using-down";

/** @throws SelectoError `using-refused` when PostgreSQL does not take one of the expressions */
export function requireTaken(way: PlannedWay, usings: ColumnExpressions, flag: UsingFlag): PlannedWay {
  for (const [key, expression] of usings) {
    const refused = way.refused.find(({ statement }) => statement.using === key);
    if (refused !== undefined) throw usingRefused(flag, key, expression, refused.error);
  }
  return way;
}

/**
 * Each expression is in a statement, or the rows of a table that is built anew go through it.
 *
 * @throws SelectoError `using-refused` when PostgreSQL does not take one of the latter, `using-without-place` for one that is nowhere
 */
export async function requirePlaced(
  shadow: Database,
  statements: readonly PlannedStatement[],
  carried: readonly Carried[],
  usings: ColumnExpressions,
  flag: UsingFlag,
): Promise<void> {
  const conversions = carried.flatMap((one) => one.conversions);
  for (const { column, probe } of conversions) {
    const [reply] = await withFullNames(shadow, () => shadow.batch([{ kind: "run", sql: probe }]));
    if (reply?.ok === false) throw usingRefused(flag, column, usings.get(column) ?? "", reply.error);
  }
  const placed = new Set([...statements.map(({ using }) => using), ...conversions.map(({ column }) => column)]);
  for (const key of usings.keys())
    if (!placed.has(key))
      throw new SelectoError({
        code: "using-without-place",
        what: `${flag} ${nameOf(key)}: no step converts that column`,
        why: "its table is built anew in the same change, and its rows do not pass through an expression there; nothing was written",
        next: "change the type in a migration of its own, and what else is new about the table in the next one",
      });
}

function usingRefused(flag: UsingFlag, key: NodeKey, expression: string, error: PgError): SelectoError {
  return new SelectoError(
    {
      code: "using-refused",
      what: `PostgreSQL refuses the expression of ${flag} for ${nameOf(key)}`,
      why: `${error.sqlstate} ${error.message}`,
      next: `it may name columns of the table; types and functions of the schema with their namespace: ${flagWord(flag, key, expression)}`,
    },
    { cause: new DatabaseError(error) },
  );
}

/** As migration.json keeps them. */
export function conversionsOf({ up, down }: ColumnUsings): Conversion[] {
  return [...new Set([...up.keys(), ...down.keys()])].toSorted().map((key) => {
    const [using, back] = [up.get(key), down.get(key)];
    return { column: nameOf(key), ...(using !== undefined && { up: using }), ...(back !== undefined && { down: back }) };
  });
}
