/**
 * Columns that can change where they stand. The planner drops a column and adds it again when its collation
 * changes or when it stops being generated, and its values would be gone. Knows the two ways of ALTER TABLE that
 * keep them, and nothing of rows.
 */
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import { canonicalJson, showJson } from "../model/json.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { Fact } from "../model/schema-state.ts";
import { quoteIdentifier } from "../sql/index.ts";
import type { States } from "./states.ts";

/** The plan, with each drop and add of such a column as one ALTER in the place of the add. */
export function withKeptColumns(statements: readonly PlannedStatement[], from: States, to: States): PlannedStatement[] {
  const added = new Map(statements.flatMap((one) => (one.sql.includes(" ADD COLUMN ") ? one.produces.map((key) => [key, one] as const) : [])));
  const ways = new Map<PlannedStatement, PlannedStatement | undefined>();
  const before = new Map(from.facts.map((fact) => [fact.key, fact]));
  for (const fact of to.facts) {
    const [old, add] = [before.get(fact.key), added.get(fact.key)];
    const drop = add === undefined ? undefined : statements.find((one) => one.destroys.includes(fact.key) && one.sql.includes(" DROP COLUMN "));
    const alter = old === undefined || drop === undefined ? undefined : alteration(old, fact, before);
    if (add === undefined || drop === undefined || alter === undefined) continue;
    ways.set(drop, undefined);
    ways.set(add, { ...add, sql: alter, verb: "alter", produces: [], destroys: [], destructive: false });
  }
  return statements.flatMap((one) => (ways.has(one) ? (ways.get(one) ?? []) : [one]));
}

function alteration(old: Fact, now: Fact, before: ReadonlyMap<NodeKey, Fact>): string | undefined {
  if (kindOf(now.key) !== "column") return undefined;
  const { path } = parseNodeKey(now.key);
  const alter = `ALTER TABLE ${path.slice(0, 2).map(quoteIdentifier).join(".")} ALTER COLUMN ${quoteIdentifier(path[2] ?? "")}`;
  const differing = Object.keys(now.payload).filter(
    (member) => !member.startsWith("_") && canonicalJson(now.payload[member] ?? null) !== canonicalJson(old.payload[member] ?? null),
  );
  const only = differing.length === 1 ? differing[0] : undefined;
  if (only === "collation") {
    const collation = now.payload["collation"];
    return `${alter} TYPE ${showJson(now.payload["type"])} COLLATE ${typeof collation === "string" ? collation : 'pg_catalog."default"'}`;
  }
  const isVirtual = before.get(`columnSettings:${now.key.slice("column:".length)}`)?.payload["virtual"] === true;
  return only === "generatedExpr" && (now.payload["generatedExpr"] ?? null) === null && !isVirtual ? `${alter} DROP EXPRESSION` : undefined;
}
