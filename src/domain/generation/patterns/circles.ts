/** Tables that lead back to themselves over others: joins must not go round. */
import type { Pattern, Relationship } from "../../../model/generation.ts";
import type { NodeKey } from "../../../model/identity.ts";
import { pattern, type PatternContext } from "./context.ts";

/** One report for each group of tables that reach each other (Tarjan), with a shortest way round. */
export function circles({ catalog, from }: PatternContext): readonly Pattern[] {
  return groups(
    catalog.tables.map(({ key }) => key),
    (key) => (from.get(key) ?? []).map(({ target }) => target),
  ).flatMap((group): Pattern[] => {
    const [start] = group;
    const table = start === undefined ? undefined : catalog.byKey.get(start);
    if (table === undefined || start === undefined || group.length < 2) return [];
    const way = shortestWay(start, new Set(group), from);
    const names = [table.name, ...way.map(({ target }) => catalog.byKey.get(target)?.name ?? target)];
    // The way that may be empty is the one to leave out: rows exist before it is filled in.
    const optional = way.find(({ table: at, columns }) => catalog.byKey.get(at)?.columns.some(({ name, notNull }) => columns.includes(name) && !notNull));
    const cut = optional ?? way.at(-1);
    return [
      pattern("circular", table, 1, `joins lead round: ${names.join(" > ")}`, {
        others: group.slice(1),
        ...(cut !== undefined && {
          suggestion: `leave ${catalog.byKey.get(cut.table)?.name ?? cut.table}.${cut.columns.join("+")} out of joins that start elsewhere${optional === undefined ? "" : "; it may be empty"}`,
        }),
      }),
    ];
  });
}

function shortestWay(start: NodeKey, group: ReadonlySet<NodeKey>, from: ReadonlyMap<NodeKey, readonly Relationship[]>): Relationship[] {
  const cameBy = new Map<NodeKey, Relationship>();
  const queue: NodeKey[] = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const one of from.get(at) ?? []) {
      if (one.target === at || !group.has(one.target)) continue;
      if (one.target === start) {
        const way = [one];
        for (let back = cameBy.get(one.table); back !== undefined; back = cameBy.get(back.table)) way.unshift(back);
        return way;
      }
      if (cameBy.has(one.target)) continue;
      cameBy.set(one.target, one);
      queue.push(one.target);
    }
  }
  return [];
}

/** Groups of nodes that reach each other, each sorted; without recursion, for schemas are deep. */
function groups(nodes: readonly NodeKey[], next: (node: NodeKey) => readonly NodeKey[]): NodeKey[][] {
  const order = new Map<NodeKey, number>();
  const low = new Map<NodeKey, number>();
  const open: NodeKey[] = [];
  const isOpen = new Set<NodeKey>();
  const found: NodeKey[][] = [];
  for (const root of nodes) {
    if (order.has(root)) continue;
    const work: { node: NodeKey; targets: readonly NodeKey[]; at: number }[] = [];
    const enter = (node: NodeKey): void => {
      order.set(node, order.size);
      low.set(node, order.get(node) ?? 0);
      open.push(node);
      isOpen.add(node);
      work.push({ node, targets: next(node), at: 0 });
    };
    enter(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const target = top.targets[top.at++];
      if (target !== undefined) {
        if (!order.has(target)) enter(target);
        else if (isOpen.has(target)) low.set(top.node, Math.min(low.get(top.node) ?? 0, order.get(target) ?? 0));
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above !== undefined) low.set(above.node, Math.min(low.get(above.node) ?? 0, low.get(top.node) ?? 0));
      if (low.get(top.node) !== order.get(top.node)) continue;
      const group: NodeKey[] = [];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        isOpen.delete(node);
        group.push(node);
        if (node === top.node) break;
      }
      found.push(group.toSorted());
    }
  }
  return found;
}
