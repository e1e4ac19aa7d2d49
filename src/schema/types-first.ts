/**
 * A state between two states in which the new types, and functions that need no table, already stand.
 * Planned over it, a new table is one CREATE TABLE with its columns in their order; planned directly,
 * columns of a type that is new too follow it as ADD COLUMN, behind the others. Knows facts and their
 * edges, not what they say.
 */
import { kindOf, type NodeKey } from "../model/identity.ts";
import type { States } from "./states.ts";

/** Types and what their checks and the defaults of columns call: none of them needs a table, unless an edge says so. */
const EARLY: ReadonlySet<string> = new Set(["schema", "extension", "type", "domain", "collation", "function"]);

/** FROM with the types of TO that are new and need nothing else that is new; FROM itself where there are none. */
export function withNewTypes(from: States, to: States): States {
  const present = new Set(from.facts.map((fact) => fact.key));
  const early = new Set<NodeKey>();
  // Parents stand before their children: comments, grants and checks of a type come with it.
  for (let before = -1; before !== early.size;) {
    before = early.size;
    for (const { key, parent } of to.facts) {
      if (present.has(key)) continue;
      if (
        EARLY.has(kindOf(key)) ? parent === undefined || present.has(parent) || early.has(parent) : parent !== undefined && early.has(parent) && isWhole(parent)
      )
        early.add(key);
    }
  }
  const parents = new Map(to.facts.map(({ key, parent }) => [key, parent]));
  for (let before = -1; before !== early.size;) {
    before = early.size;
    for (const { from: needy, to: needed } of to.edges) {
      if (!early.has(needy) || early.has(needed) || present.has(needed)) continue;
      early.delete(needy);
      // A domain without the check that it will get is another domain: they come together, later.
      const parent = parents.get(needy);
      if (parent !== undefined && isWhole(parent)) early.delete(parent);
    }
    for (const key of early) {
      const parent = parents.get(key);
      if (parent !== undefined && !early.has(parent) && !present.has(parent)) early.delete(key);
    }
  }
  if (![...early].some((key) => isWhole(key))) return from;
  const facts = [...from.facts, ...to.facts.filter((fact) => early.has(fact.key))];
  const known = new Set(facts.map((fact) => fact.key));
  const edges = [...from.edges, ...to.edges.filter((edge) => early.has(edge.from) && known.has(edge.to))];
  return { facts, edges };
}

/** A namespace holds tables too: only what belongs to a type or a function comes early with it. */
function isWhole(key: NodeKey): boolean {
  return ["type", "domain", "function"].includes(kindOf(key));
}
