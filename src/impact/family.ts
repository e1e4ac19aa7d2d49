/**
 * Tables that share rows or rules: a partition obeys the checks of its parent, and what is written to
 * the parent ends up in partitions and children. A write to one of them is a write to all.
 */
import type { WriteTarget } from "../model/answer.ts";
import { kindOf, parseNodeKey, type NodeKey } from "../model/identity.ts";
import type { DependencyGraph } from "./graph.ts";
import type { WriteShape } from "./statement-shape.ts";

/** The table itself, its parents and its children, all the way. */
export function familyOf(graph: DependencyGraph, table: NodeKey): Set<NodeKey> {
  const isTable = (key: NodeKey): boolean => kindOf(key) === "table" && graph.facts.has(key);
  const climb = (start: NodeKey, next: (key: NodeKey) => readonly NodeKey[]): NodeKey[] => {
    const found = [start];
    for (const key of found) found.push(...next(key).filter((one) => isTable(one) && !found.includes(one)));
    return found;
  };
  return new Set([...climb(table, (key) => graph.needs(key)), ...climb(table, (key) => graph.neededBy(key))]);
}

/** The same writes, and the same to the rest of each family. */
export function writesInFamilies(writes: readonly WriteTarget[], graphs: readonly DependencyGraph[]): WriteTarget[] {
  return writes.flatMap((target) => [...relativesOf(target.relation, graphs)].map((relation): WriteTarget => ({ ...target, relation })));
}

/** What a statement lists for a table, it lists for its family. */
export function shapesInFamilies(shapes: readonly WriteShape[], writes: readonly WriteTarget[], graphs: readonly DependencyGraph[]): WriteShape[] {
  return shapes.flatMap((shape) => {
    const targets = writes.filter((target) => nameOf(target.relation) === shape.relation);
    const names = new Set([shape.relation, ...targets.flatMap((target) => [...relativesOf(target.relation, graphs)].map(nameOf))]);
    return [...names].map((relation): WriteShape => ({ ...shape, relation }));
  });
}

function relativesOf(table: NodeKey, graphs: readonly DependencyGraph[]): Set<NodeKey> {
  return new Set(graphs.flatMap((graph) => [...familyOf(graph, table)]));
}

function nameOf(key: NodeKey): string {
  return parseNodeKey(key).path.at(-1) ?? "";
}
