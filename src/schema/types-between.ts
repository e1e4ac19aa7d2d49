/**
 * States between two states in which an existing type becomes another one of the same name. Columns
 * that leave the type leave it while it is what it was, and columns that come to it come when it is
 * what it will be: in one plan the rows would be cast to the wrong one of the two. Knows facts and
 * their edges, not what they say.
 */
import { kindOf, type NodeKey } from "../model/identity.ts";
import { canonicalJson } from "../model/json.ts";
import { without, type States } from "./states.ts";

/** FROM after the columns have left, then with the types of TO; none where no column leaves or comes to a type that changes. */
export function aroundChangedTypes(from: States, to: States): States[] {
  const changed = new Set(differing(from, to).filter((key) => kindOf(key) === "type"));
  const [before, after] = [columnsOf(from, changed), columnsOf(to, changed)];
  const old = new Set(from.facts.map((fact) => fact.key));
  const leaving = [...before].filter((key) => !after.has(key));
  const coming = [...after].filter((key) => !before.has(key) && old.has(key));
  if (leaving.length + coming.length === 0) return [];
  const staying = new Set(to.facts.map((fact) => fact.key));
  const ends = from.facts.filter((fact) => !staying.has(fact.key) && (before.has(fact.key) || kindOf(fact.key) === "table" || kindOf(fact.key) === "view"));
  const ended = without(from, new Set(ends.map((fact) => fact.key)));
  const left = taking(ended, to, new Set(leaving));
  return [left, taking(left, to, changed)];
}

function differing(from: States, to: States): NodeKey[] {
  const now = new Map(to.facts.map((fact) => [fact.key, fact]));
  return from.facts.flatMap((fact) => {
    const other = now.get(fact.key);
    return other !== undefined && canonicalJson(other.payload) !== canonicalJson(fact.payload) ? [fact.key] : [];
  });
}

function columnsOf({ edges }: States, types: ReadonlySet<NodeKey>): Set<NodeKey> {
  return new Set(edges.flatMap((edge) => (types.has(edge.to) && kindOf(edge.from) === "column" ? [edge.from] : [])));
}

/** A state in which `keys`, with all that is below them, are as TO has them, or gone where TO has them not. */
function taking(state: States, to: States, keys: ReadonlySet<NodeKey>): States {
  const taken = (key: NodeKey | undefined): boolean => key !== undefined && keys.has(key);
  const facts = [
    ...state.facts.filter((fact) => !taken(fact.key) && !taken(fact.parent)),
    ...to.facts.filter((fact) => taken(fact.key) || taken(fact.parent)),
  ].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const parents = new Map(facts.map(({ key, parent }) => [key, parent]));
  const isTaken = (key: NodeKey): boolean => taken(key) || taken(parents.get(key));
  const edges = [...state.edges.filter((edge) => !isTaken(edge.from)), ...to.edges.filter((edge) => isTaken(edge.from))];
  return { facts, edges: edges.filter((edge) => parents.has(edge.from) && parents.has(edge.to)) };
}
