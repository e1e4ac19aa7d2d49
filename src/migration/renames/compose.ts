/** Where a relation and its columns are after several migrations, by the renames that each of them stored. Pure. */
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { MigrationManifest } from "../../model/migration.ts";

type Renames = MigrationManifest["renames"];

/** Kinds that hold columns; a key of any of them names the same place. */
const RELATIONS = new Set(["table", "view", "materializedView", "foreignTable"]);

/** The key of a relation behind the renames; itself where none is about it. */
export function relationBehind(relation: NodeKey, renames: Renames): NodeKey {
  return renames.reduce((key, rename) => (rename.from === key ? rename.to : key), relation);
}

/** The name of a column behind the renames, those of its relation included. */
export function columnBehind(relation: NodeKey, column: string, renames: Renames): string {
  let [table, name] = [relation, column];
  for (const { from, to } of renames) {
    if (from === table) table = to;
    else if (kindOf(from) === "column" && from === nodeKey("column", ...parseNodeKey(table).path, name)) name = parseNodeKey(to).path.at(-1) ?? name;
  }
  return name;
}

/** The relation that a dependency is about: of a column the relation it is in. Undefined for anything else. */
export function relationOf(key: NodeKey): { readonly place: readonly string[]; readonly column?: string } | undefined {
  const { kind, path } = parseNodeKey(key);
  if (kind === "column" && path.length === 3) return { place: path.slice(0, 2), column: path[2] ?? "" };
  return RELATIONS.has(kind) && path.length === 2 ? { place: path } : undefined;
}
