/** Walks the graph from a subject and keeps the way it came. */
import type { WriteTarget } from "../model/answer.ts";
import { kindOf, type NodeKey } from "../model/identity.ts";
import type { DependencyGraph } from "./graph.ts";

/** For each node reached, the node it was reached from; the start maps to undefined. */
export type Trail = ReadonlyMap<NodeKey, NodeKey | undefined>;

export interface Reach {
  /** what the subject reads or names, directly or through views and functions */
  readonly reads: Trail;
  /** what else acts when it runs: policies of what it reads, triggers, defaults and checks of what it writes, and what those need */
  readonly influences: Trail;
}

/** Kinds below a table that act on whoever reads it, and on whoever writes it. */
const ACT_ON_READ = new Set(["policy"]);
const ACT_ON_WRITE = new Set(["trigger", "rule", "constraint", "default", "policy"]);

/**
 * @param start the subject; it appears at the end of every path
 * @param dependencies what PostgreSQL recorded for it
 */
export function reachOf(graph: DependencyGraph, start: NodeKey, dependencies: readonly NodeKey[], writes: readonly WriteTarget[]): Reach {
  const reads = walk(graph, new Map([[start, undefined]]), dependencies, start);
  const influences = new Map(reads);
  const written = new Set(writes.map((target) => target.relation));
  for (const relation of new Set([...reads.keys(), ...written])) {
    const acting = written.has(relation) ? ACT_ON_WRITE : ACT_ON_READ;
    for (const child of belowOf(graph, relation)) {
      if (!acting.has(kindOf(child)) || influences.has(child)) continue;
      // It writes there itself, even where it reads by way of a view.
      if (written.has(relation)) influences.set(relation, start);
      walk(graph, influences, [child], relation);
    }
  }
  return { reads, influences };
}

/** Children, and children of columns (a default hangs below its column). */
function belowOf(graph: DependencyGraph, relation: NodeKey): NodeKey[] {
  return graph.children(relation).flatMap((child) => (kindOf(child) === "column" ? [child, ...graph.children(child)] : [child]));
}

function walk(graph: DependencyGraph, trail: Map<NodeKey, NodeKey | undefined>, from: readonly NodeKey[], origin: NodeKey): Map<NodeKey, NodeKey | undefined> {
  let frontier = from.map((key): [NodeKey, NodeKey] => [graph.anchor(key), origin]);
  // A view column is remembered beside its view, so that a rule can ask for it.
  for (const key of from) if (!trail.has(key) && graph.anchor(key) !== key) trail.set(key, origin);
  while (frontier.length > 0) {
    const next: [NodeKey, NodeKey][] = [];
    for (const [key, via] of frontier) {
      if (trail.has(key)) continue;
      trail.set(key, via);
      for (const needed of graph.needs(key)) if (!trail.has(needed)) next.push([needed, key]);
    }
    frontier = next;
  }
  return trail;
}

/** From the reached node to the start: `column:public.users.email`, `view:public.active`, `query:churn`. */
export function pathTo(trail: Trail, reached: NodeKey): NodeKey[] {
  const path: NodeKey[] = [];
  for (let key: NodeKey | undefined = reached; key !== undefined && !path.includes(key); key = trail.get(key)) path.push(key);
  // From a table to its reader by way of one of its columns: the column says nothing more.
  return path.filter((key, at) => {
    const above = path[at - 1];
    return above === undefined || at === path.length - 1 || kindOf(key) !== "column" || !key.startsWith(`column:${above.slice(above.indexOf(":") + 1)}.`);
  });
}
