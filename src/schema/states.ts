/** What a plan goes through: schemas as facts and edges alone, and what is cut out of them. Knows no kind of object. */
import type { NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";

export type States = Pick<SchemaState, "facts" | "edges">;

/** A state without `keys`, all that is below them and all that needs them. */
export function without({ facts, edges }: States, keys: ReadonlySet<NodeKey>): States {
  const gone = new Set(keys);
  for (let before = -1; before !== gone.size;) {
    before = gone.size;
    for (const fact of facts) if (fact.parent !== undefined && gone.has(fact.parent)) gone.add(fact.key);
    for (const edge of edges) if (gone.has(edge.to)) gone.add(edge.from);
  }
  return { facts: facts.filter((fact) => !gone.has(fact.key)), edges: edges.filter((edge) => !gone.has(edge.from) && !gone.has(edge.to)) };
}
