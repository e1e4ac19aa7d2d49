/**
 * A domain type over another base type is another type, and PostgreSQL neither alters nor drops one that columns
 * have. So they become plain columns of the old base first, and columns of the new domain type when that is there.
 * Knows facts and their edges.
 */
import { kindOf, type NodeKey } from "../model/identity.ts";
import { showJson } from "../model/json.ts";
import type { Fact } from "../model/schema-state.ts";
import { without, type States } from "./states.ts";

/** FROM without the domain types whose base changes, their columns freed; FROM itself where there is none. */
export function withoutChangedBases(from: States, to: States): States {
  const after = new Map(to.facts.map((fact) => [fact.key, fact]));
  const bases = new Map(
    from.facts.flatMap(({ key, payload }): [NodeKey, string][] => {
      const other = after.get(key);
      const base = showJson(payload["baseType"]);
      return kindOf(key) === "domain" && other !== undefined && showJson(other.payload["baseType"]) !== base ? [[key, base]] : [];
    }),
  );
  if (bases.size === 0) return from;
  const freed = new Map<NodeKey, string>();
  for (const edge of from.edges) {
    const base = bases.get(edge.to);
    if (base !== undefined && kindOf(edge.from) === "column") freed.set(edge.from, base);
  }
  const facts = from.facts.map((fact): Fact => {
    const base = freed.get(fact.key);
    if (base === undefined) return fact;
    const dimensions = /(?:\[\])*$/.exec(showJson(fact.payload["type"]))?.[0] ?? "";
    return { ...fact, payload: { ...fact.payload, type: `${base}${dimensions}` } };
  });
  const edges = from.edges.filter((edge) => !(bases.has(edge.to) && freed.has(edge.from)));
  return without({ facts, edges }, new Set(bases.keys()));
}
