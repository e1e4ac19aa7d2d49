/** Relationships that nobody has to guess: foreign keys, and what the application's own schemas declare; both as one where both say it. */
import type { Declarations, Relationship, RelationshipNames } from "../../../model/generation.ts";
import type { Catalog, Table } from "../facts/catalog.ts";
import { typeFamily } from "./type-families.ts";

/** Sorted as they come: foreign keys by table, then what only the application says. */
export function declaredRelationships(catalog: Catalog, declarations: Pick<Declarations, "relationships">): readonly Relationship[] {
  const found = new Map<string, Relationship>();
  for (const table of catalog.tables)
    for (const { columns, target, targetColumns } of table.foreignKeys)
      if (catalog.byKey.has(target)) {
        const one: Relationship = { table: table.key, columns, target, targetColumns, declared: true, confidence: 1, reasons: ["a foreign key says so"] };
        found.set(identityOf(one), one);
      }
  const byKeys = new Set([...found.values()].map(({ table, columns }) => `${table} ${columns.join()}`));
  for (const one of declarations.relationships) {
    const known = found.get(identityOf(one));
    if (known !== undefined) found.set(identityOf(one), together(known, one));
    // Where a foreign key says that a column leads elsewhere, the database is right.
    else if (!byKeys.has(`${one.table} ${one.columns.join()}`) && isPossible(catalog, one)) found.set(identityOf(one), one);
  }
  return [...found.values()];
}

function identityOf({ table, columns, target, targetColumns }: Relationship): string {
  return [table, columns.join(), target, targetColumns.join()].join("\n");
}

/** Of several names for one way the first stays. */
function together(known: Relationship, more: Relationship): Relationship {
  const names: RelationshipNames = { ...more.names, ...known.names };
  return { ...known, reasons: [...new Set([...known.reasons, ...more.reasons])], names };
}

/** Both columns are there, and can be compared. */
function isPossible({ byKey }: Catalog, { table, columns, target, targetColumns }: Relationship): boolean {
  const find = (one: Table | undefined, name: string | undefined) => one?.columns.find((column) => column.name === name);
  const [from, to] = [find(byKey.get(table), columns[0]), find(byKey.get(target), targetColumns[0])];
  return from !== undefined && to !== undefined && typeFamily(from) === typeFamily(to);
}
