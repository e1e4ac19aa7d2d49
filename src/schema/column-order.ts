/**
 * What a plan does to one column, in an order that rows survive, and nothing that is done already. The planner says that
 * a column must have a value before it changes the type; an expression that converts may give one to rows that have
 * none. It alters the columns of a table that it has just made as they shall be. Text only.
 */
import { groupBy } from "../model/group-by.ts";
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import { quoteQualified } from "../sql/index.ts";

const OF_COLUMN = /^(ALTER TABLE (?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+" ALTER COLUMN "(?:[^"]|"")+") (TYPE |SET NOT NULL;?$)/;

/** The plan, with each `SET NOT NULL` right behind the last change of its column's type, where one follows. */
export function typesBeforeNotNull(statements: readonly PlannedStatement[]): PlannedStatement[] {
  const actions = statements.map(({ sql }) => OF_COLUMN.exec(sql) ?? []);
  const typed = new Map(actions.flatMap(([, column, action], at) => (column !== undefined && action === "TYPE " ? [[column, at] as const] : [])));
  const placeOf = (at: number): number => {
    const [, column = "", action] = actions[at] ?? [];
    return action === "TYPE " ? at : Math.max(at, typed.get(column) ?? at);
  };
  const places = groupBy(
    statements.map((_statement, at) => at),
    placeOf,
  );
  // at its place a statement stands before those that came there
  return statements.flatMap((_statement, place) => (places.get(place) ?? []).toSorted((a, b) => b - a).flatMap((at) => statements[at] ?? []));
}

const ALTERED = /^ALTER TABLE ((?:"(?:[^"]|"")+"\.)?"(?:[^"]|"")+") ALTER COLUMN "(?:[^"]|"")+" (?:TYPE [^]*|(?:SET|DROP) NOT NULL;?|DROP DEFAULT;?)$/;

/** The plan without changes to columns of a table that it drops and makes anew: they are made as they shall be. */
export function withoutAltersOfRebuilt(statements: readonly PlannedStatement[]): PlannedStatement[] {
  const dropped = new Set<NodeKey>();
  const rebuilt = new Set<string>();
  return statements.filter(({ sql, produces, destroys }) => {
    const made = produces.filter((key) => kindOf(key) === "table" && dropped.has(key));
    for (const key of made) rebuilt.add(quoteQualified(...parseNodeKey(key).path));
    for (const key of destroys) dropped.add(key);
    const [, table] = ALTERED.exec(sql) ?? [];
    return table === undefined || !rebuilt.has(table);
  });
}
