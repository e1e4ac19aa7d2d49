/** All relationships of a schema: the declared ones, and those that names, types, keys and joins of the schema itself speak for. */
import { NO_DECLARATIONS, type Declarations, type Relationship } from "../../../model/generation.ts";
import type { Catalog } from "../facts/catalog.ts";
import { compositeRelationships } from "./composite.ts";
import { weighColumns, type ColumnChoice } from "./decide.ts";
import { declaredRelationships } from "./declared.ts";
import { reasonsOf } from "./reasons.ts";

/** Below this a guess is not worth a word. */
const WORTH_NAMING = 0.3;

/** Sorted by table and columns. Guessed ones carry the probability that they are meant. */
export function findRelationships(catalog: Catalog, declarations: Declarations = NO_DECLARATIONS): readonly Relationship[] {
  const { choices, index } = weighColumns(catalog);
  const declared = declaredRelationships(catalog, declarations);
  const taken = new Set(declared.flatMap(({ table, columns }) => columns.map((column) => `${table} ${column}`)));
  const guessed = choices.flatMap((choice): Relationship[] => (taken.has(`${choice.table.table.key} ${choice.column.column.name}`) ? [] : likeliest(choice)));
  const composite = compositeRelationships(index, [...declared, ...guessed]).filter(
    ({ table, columns }) => !columns.every((column) => taken.has(`${table} ${column}`)),
  );
  // What is claimed together is not claimed alone; the single claims stay beneath it. A column that is only added
  // to an id goes on leading where it leads: chat_id of (run_id, chat_id) to chats.
  const claims = composite.map((one) => {
    const widened = catalog.byKey.get(one.target)?.primaryKey.length === 1;
    const isCovered = ({ table, columns: [column = ""], target }: Relationship): boolean =>
      table === one.table && one.columns.includes(column) && (!widened || target === one.target);
    return { ...one, covers: guessed.filter(isCovered) };
  });
  const covered = new Set(claims.flatMap(({ covers }) => covers));
  const alone = guessed.filter((one) => !covered.has(one));
  return [...declared, ...alone, ...claims].toSorted(byPlace);
}

function likeliest({ table, column, options: [best] }: ColumnChoice): Relationship[] {
  if (best === undefined || best.probability < WORTH_NAMING) return [];
  return [
    {
      table: table.table.key,
      columns: [column.column.name],
      target: best.target.table.key,
      targetColumns: [best.targetColumn.column.name],
      declared: false,
      confidence: Math.round(best.probability * 1000) / 1000,
      reasons: reasonsOf(best),
    },
  ];
}

function byPlace(a: Relationship, b: Relationship): number {
  const [left, right] = [a, b].map(({ table, columns, target }) => `${table} ${columns.join()} ${target}`);
  return left === right ? 0 : (left ?? "") < (right ?? "") ? -1 : 1;
}
