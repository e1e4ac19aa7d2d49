/** Joins as evidence: which keys a column is compared with, and which of two keys that are compared is the one that is referred to. */
import type { NodeKey } from "../../../model/identity.ts";
import type { Catalog } from "../facts/catalog.ts";

export interface JoinedKey {
  readonly table: NodeKey;
  readonly column: string;
  /** who joins: `view:public.paid_orders` */
  readonly by: NodeKey;
  /** most of the schema that joins this column joins it here, and so do other tables */
  readonly hub: boolean;
}

/** Other tables that have to be joined to a key before it counts as one that others refer to. */
const HUB = 3;

/** Keys of other tables that a column is compared with. */
export type JoinedKeys = (table: NodeKey, column: string) => readonly JoinedKey[];

export function joinedKeys({ joins, byKey }: Catalog): JoinedKeys {
  const place = ({ table, column }: { readonly table: NodeKey; readonly column: string }): string => `${table} ${column}`;
  const isKey = (table: NodeKey, column: string): boolean => byKey.get(table)?.uniques.some((key) => key.length === 1 && key[0] === column) ?? false;
  const near = new Map<string, Set<NodeKey>>();
  for (const { from, to } of joins) {
    const tables = near.get(place(to)) ?? new Set<NodeKey>();
    near.set(place(to), tables.add(from.table));
  }
  const fan = (one: { readonly table: NodeKey; readonly column: string }): number => near.get(place(one))?.size ?? 0;
  const found = new Map<string, JoinedKey[]>();
  for (const { from, to, by } of joins) {
    if (!isKey(to.table, to.column)) continue;
    // Of two keys the one that more tables are joined to is referred to; of two alike nobody can say.
    if (isKey(from.table, from.column) && fan(from) >= fan(to)) continue;
    const list = found.get(place(from)) ?? [];
    found.set(place(from), list);
    if (!list.some(({ table, column }) => table === to.table && column === to.column)) list.push({ ...to, by, hub: fan(to) >= HUB });
  }
  return (table, column) => found.get(place({ table, column })) ?? [];
}
