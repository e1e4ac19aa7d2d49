/** What the user asks of generation, and the material it works on. */
import type { NodeKey } from "../../../model/identity.ts";
import type { Pattern, PatternKind, Relationship } from "../../../model/generation.ts";
import type { Catalog, Table } from "../facts/catalog.ts";

export interface Material {
  readonly catalog: Catalog;
  /** sure enough to be written */
  readonly relationships: readonly Relationship[];
  readonly patterns: readonly Pattern[];
  /** columns that nobody may select, by table */
  readonly redacted: ReadonlyMap<NodeKey, ReadonlySet<string>>;
  /** what may be seen at all: for a role; everything where absent */
  readonly visible?: (table: Table, column: string) => boolean;
}

export function patternsOf({ patterns }: Material, table: NodeKey, ...kinds: readonly PatternKind[]): readonly Pattern[] {
  return patterns.filter((one) => one.table === table && kinds.includes(one.kind));
}

const NONE: ReadonlySet<string> = new Set();

export function redactedOf({ redacted }: Material, table: Table): ReadonlySet<string> {
  return redacted.get(table.key) ?? NONE;
}

/** The table with only the columns that may be seen; `undefined` when none may. */
export function seen(material: Material, key: NodeKey): Table | undefined {
  const table = material.catalog.byKey.get(key);
  const { visible } = material;
  if (table === undefined || visible === undefined) return table;
  const columns = table.columns.filter(({ name }) => visible(table, name));
  return columns.length === 0 ? undefined : { ...table, columns };
}

export function hasColumns(table: Table, names: readonly string[]): boolean {
  return names.every((name) => table.columns.some((column) => column.name === name));
}
