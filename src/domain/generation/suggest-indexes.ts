/** Indexes that joins of the generated domains would use and that are missing. */
import type { IndexSuggestion, Relationship } from "../../model/generation.ts";
import type { NodeKey } from "../../model/identity.ts";
import { writeIdentifier } from "../../sql/write-identifier.ts";
import type { Catalog } from "./facts/catalog.ts";

/** @param chosen tables that get a domain */
export function suggestIndexes(catalog: Catalog, relationships: readonly Relationship[], chosen: ReadonlySet<NodeKey>): readonly IndexSuggestion[] {
  const found = relationships.flatMap(({ table: key, columns, target }): IndexSuggestion[] => {
    const table = catalog.byKey.get(key);
    const other = catalog.byKey.get(target);
    if (table === undefined || other === undefined || !(chosen.has(key) || chosen.has(target))) return [];
    const covered = table.indexes.some((index) => columns.every((name) => index.slice(0, columns.length).includes(name)));
    if (covered) return [];
    return [
      {
        table: key,
        columns,
        sql: `CREATE INDEX ON ${(table.namespace === "public" ? [table.name] : [table.namespace, table.name]).map(writeIdentifier).join(".")} (${columns.map(writeIdentifier).join(", ")});`,
        reason: `from ${other.name} to ${table.name} there is no way but reading all of ${table.name}`,
      },
    ];
  });
  return [...new Map(found.map((one) => [one.sql, one])).values()].toSorted((a, b) => (a.sql < b.sql ? -1 : 1));
}
