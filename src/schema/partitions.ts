/**
 * Tables that become partitions, stop being that or take other bounds, with their rows where they are: the
 * planner would drop such a table and make a new one. These statements go alone; what is left is planned from
 * the state that they lead to, since PostgreSQL makes and merges indexes and constraints on the way.
 */
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { PlannedStatement } from "../model/plan.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";
import { quoteIdentifier } from "../sql/index.ts";
import { parentOf } from "./parents.ts";

type Facts = Pick<SchemaState, "facts">;

/** Detaches first: a bound may be free only then. */
export function partitionMoves(from: Facts, to: Facts): PlannedStatement[] {
  const after = new Map(to.facts.map((fact) => [fact.key, fact]));
  const before = new Map(from.facts.map((fact) => [fact.key, fact]));
  const moved = from.facts.flatMap((fact): { old: Fact; now: Fact }[] => {
    const now = after.get(fact.key);
    if (now === undefined || kindOf(fact.key) !== "table" || !same(fact, now, "partitionKey")) return [];
    if (same(fact, now, "partitionBound") && (same(fact, now, "parentTable") || now.payload["partitionBound"] === null)) return [];
    // a parent that is new, or is to become partitioned, has no place for it yet
    const parent = parentOfPartition(now.payload);
    const place = parent === undefined ? undefined : before.get(parent);
    if (parent !== undefined && (place === undefined || !same(place, after.get(parent), "partitionKey"))) return [];
    const oldParent = parentOfPartition(fact.payload);
    if (oldParent !== undefined && after.get(oldParent) === undefined) return [];
    return [{ old: fact, now }];
  });
  return [...moved.flatMap(({ old }) => statement(old, leave(old))), ...moved.flatMap(({ now }) => statement(now, join(now)))];
}

function leave({ key, payload }: Fact): string | undefined {
  const parent = parentOfPartition(payload);
  return parent === undefined ? undefined : `ALTER TABLE ${spelled(parent)} DETACH PARTITION ${spelled(key)}`;
}

function join({ key, payload }: Fact): string | undefined {
  const [parent, bound] = [parentOfPartition(payload), payload["partitionBound"]];
  return parent === undefined || typeof bound !== "string" ? undefined : `ALTER TABLE ${spelled(parent)} ATTACH PARTITION ${spelled(key)} ${bound}`;
}

function statement({ key }: Fact, sql: string | undefined): PlannedStatement[] {
  if (sql === undefined) return [];
  return [{ sql, verb: "alter", produces: [key], destroys: [], mode: "tx", commitAfter: false, lock: "accessExclusive", rewrite: false, destructive: false }];
}

function same(a: Fact, b: Fact | undefined, attribute: string): boolean {
  return canonicalJson(a.payload[attribute] ?? null) === canonicalJson(b?.payload[attribute] ?? null);
}

/** Of a partition; what a table inherits from otherwise is the planner's. */
function parentOfPartition(payload: JsonObject): NodeKey | undefined {
  if (payload["partitionBound"] === null) return undefined;
  return parentOf(payload["parentTable"]);
}

function spelled(key: NodeKey): string {
  return parseNodeKey(key).path.map(quoteIdentifier).join(".");
}
