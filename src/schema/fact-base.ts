/** The only file that knows the schema engine's own shapes: facts in and out of its fact base. */
import { buildFactBase, encodeId, parseId, type DependencyEdge, type Fact as EngineFact, type FactBase, type Payload } from "@supabase/pg-delta";
import type { JsonObject, JsonValue } from "../model/json.ts";
import type { Fact, FactEdge, SchemaState } from "../model/schema-state.ts";
import { isUnmodelled } from "./unmodelled/plan.ts";

/** Facts and edges of an extraction as plain values, neither sorted nor normalised. */
export function readFactBase(base: FactBase): { facts: Fact[]; edges: FactEdge[] } {
  const facts = base.facts().map((fact): Fact => {
    const plain = { key: encodeId(fact.id), payload: plainObject(fact.payload) };
    return fact.parent === undefined ? plain : { ...plain, parent: encodeId(fact.parent) };
  });
  const edges = base.edges.map((edge): FactEdge => ({ from: encodeId(edge.from), to: encodeId(edge.to), kind: edge.kind }));
  return { facts, edges };
}

/** The engine's fact base of a stored state, hash-equal to the one that was extracted; without the kinds it does not know. */
export function toFactBase(state: Pick<SchemaState, "facts" | "edges">): FactBase {
  const facts = state.facts
    .filter((fact) => !isUnmodelled(fact))
    .map((fact): EngineFact => {
      const engineFact = { id: parseId(fact.key), payload: fact.payload as Payload };
      return fact.parent === undefined ? engineFact : { ...engineFact, parent: parseId(fact.parent) };
    });
  const edges = state.edges.map((edge): DependencyEdge => ({ from: parseId(edge.from), to: parseId(edge.to), kind: edge.kind }));
  return buildFactBase(facts, edges);
}

function plainObject(payload: Payload): JsonObject {
  return Object.fromEntries(Object.entries(payload).flatMap(([name, value]) => (value === undefined ? [] : [[name, plain(value)]])));
}

function plain(value: Payload[string]): JsonValue {
  if (value === undefined || value === null) return null;
  // The catalogs' 64-bit values reach the engine as text; a bigint here would not survive JSON.
  if (typeof value === "bigint") throw new Error("the schema engine produced a bigint payload");
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" ? plainObject(value) : value;
}
