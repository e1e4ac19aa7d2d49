/** The difference of two states, fact by fact. Knows no kind of object. */
import type { Change } from "../model/change.ts";
import { canonicalJson } from "../model/json.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";

/**
 * What leads from one state to the other, sorted by key. A thing that appears or goes with its parent
 * is one change of the parent: a dropped table does not list its columns. Column order is not part
 * of it (see {@link orderChanged}).
 */
export function diffSchemas(from: SchemaState, to: SchemaState): Change[] {
  if (from.orderedFingerprint === to.orderedFingerprint) return [];
  const before = index(from.facts);
  const after = index(to.facts);
  const changes: Change[] = [];
  for (const fact of from.facts) {
    const other = after.get(fact.key);
    if (other === undefined) {
      if (fact.parent === undefined || after.has(fact.parent) || !before.has(fact.parent)) changes.push({ verb: "drop", key: fact.key, before: fact.payload });
    } else changes.push(...alterations(fact, other));
  }
  for (const fact of to.facts) {
    if (before.has(fact.key)) continue;
    if (fact.parent === undefined || before.has(fact.parent) || !after.has(fact.parent)) changes.push({ verb: "add", key: fact.key, after: fact.payload });
  }
  return changes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** Relations whose columns stand in another order, though they are otherwise the same. */
export function orderChanged(from: SchemaState, to: SchemaState): string[] {
  const after = positions(to.facts);
  return [...positions(from.facts)]
    .filter(([relation, columns]) => after.has(relation) && !isSubsequence(columns, after.get(relation) ?? []))
    .map(([relation]) => relation);
}

function index(facts: readonly Fact[]): Map<string, Fact> {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

function alterations(from: Fact, to: Fact): Change[] {
  const changes: Change[] = [];
  for (const attribute of new Set([...Object.keys(from.payload), ...Object.keys(to.payload)])) {
    if (attribute.startsWith("_")) continue;
    const before = from.payload[attribute];
    const after = to.payload[attribute];
    if (canonicalJson(before ?? null) !== canonicalJson(after ?? null)) changes.push({ verb: "alter", key: from.key, attribute, before, after });
  }
  return changes;
}

function positions(facts: readonly Fact[]): Map<string, string[]> {
  const byRelation = new Map<string, { key: string; position: number }[]>();
  for (const fact of facts) {
    const position = fact.payload["_position"];
    if (typeof position !== "number" || fact.parent === undefined) continue;
    const columns = byRelation.get(fact.parent) ?? [];
    columns.push({ key: fact.key, position });
    byRelation.set(fact.parent, columns);
  }
  return new Map([...byRelation].map(([relation, columns]) => [relation, columns.toSorted((a, b) => a.position - b.position).map((column) => column.key)]));
}

/** The columns that both sides have stand in the same order. */
function isSubsequence(before: readonly string[], after: readonly string[]): boolean {
  const common = new Set(after);
  const rest = before.filter((key) => common.has(key));
  const kept = new Set(rest);
  const others = after.filter((key) => kept.has(key));
  return rest.every((key, at) => others[at] === key);
}
