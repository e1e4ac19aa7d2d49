/**
 * The one graph: what needs what. Nodes are node keys of any kind; the graph never asks what a kind
 * means, except to know that acting on a table also sets off what hangs on it.
 */
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { Fact, SchemaState } from "../model/schema-state.ts";

export interface DependencyGraph {
  readonly facts: ReadonlyMap<NodeKey, Fact>;
  /** what a node needs directly: its parent, and what PostgreSQL recorded */
  needs(key: NodeKey): readonly NodeKey[];
  /** who needs a node directly */
  neededBy(key: NodeKey): readonly NodeKey[];
  /** facts directly below a node */
  children(key: NodeKey): readonly NodeKey[];
  /** the fact that a dependency stands for: a column of a view has no fact of its own, its view has */
  anchor(key: NodeKey): NodeKey;
}

/** The graph of a schema alone; subjects hang on it by their recorded dependencies. */
export function buildGraph(schema: Pick<SchemaState, "facts" | "edges">): DependencyGraph {
  const facts = new Map(schema.facts.map((fact) => [fact.key, fact]));
  const needs = new Map<NodeKey, NodeKey[]>();
  const neededBy = new Map<NodeKey, NodeKey[]>();
  const children = new Map<NodeKey, NodeKey[]>();
  const link = (from: NodeKey, to: NodeKey): void => {
    append(needs, from, to);
    append(neededBy, to, from);
  };
  for (const fact of schema.facts) {
    if (fact.parent === undefined) continue;
    append(children, fact.parent, fact.key);
    link(fact.key, fact.parent);
  }
  for (const edge of schema.edges) link(edge.from, edge.to);
  const anchor = (key: NodeKey): NodeKey => {
    if (facts.has(key) || kindOf(key) !== "column") return key;
    const [namespace = "", relation = ""] = parseNodeKey(key).path;
    return (
      ["view", "materializedView", "foreignTable", "type"].map((kind) => nodeKey(kind, namespace, relation)).find((candidate) => facts.has(candidate)) ?? key
    );
  };
  // A column that a table has from its parent (partitions, inheritance) has no fact of its own either.
  const inherited = (key: NodeKey): NodeKey[] => {
    if (facts.has(key) || kindOf(key) !== "column") return [];
    const [namespace = "", relation = "", column = ""] = parseNodeKey(key).path;
    const table = nodeKey("table", namespace, relation);
    const parents = (needs.get(table) ?? []).filter((above) => kindOf(above) === "table");
    return facts.has(table) ? [...parents.map((parent) => nodeKey("column", ...parseNodeKey(parent).path, column)), table] : [];
  };
  return {
    facts,
    needs: (key) => needs.get(key) ?? inherited(key),
    neededBy: (key) => neededBy.get(key) ?? [],
    children: (key) => children.get(key) ?? [],
    anchor,
  };
}

function append(map: Map<NodeKey, NodeKey[]>, key: NodeKey, value: NodeKey): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
