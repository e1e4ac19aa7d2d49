/** What the names of two tables say about each other: one is about the other, part of it, beside it, or what is left of it. */
import { joined } from "../facts/words.ts";
import type { NamedColumn, NamedTable, NameIndex } from "./name-index.ts";

/** order_items and orders: the second is what the first is about. */
export function startsWith(source: NamedTable, target: NamedTable): boolean {
  return source !== target && target.text.length > 2 && source.text.length > target.text.length && source.text.startsWith(target.text);
}

/** A bridge is named after both ends: product_vendor and vendor. */
export function endsWith(source: NamedTable, target: NamedTable): boolean {
  return source !== target && target.text.length > 3 && source.text.length > target.text.length && source.text.endsWith(target.text);
}

/** A key is at home in the table it is named after: `customer_id` in customers, `filepath` in files. */
export function isCalled({ text, prefix }: NamedTable, stem: string): boolean {
  return text === stem || text.startsWith(stem) || text.endsWith(stem) || joined(prefix) === stem || (text.length > 3 && stem.startsWith(text));
}

/** consent_session and consent_setting: what comes before the word that the column names is where both begin. */
export function isSibling(source: NamedTable, target: NamedTable, { stem, suffix }: NamedColumn["key"], rest: number): boolean {
  const shared = sharedStart(source.words, target.words);
  if (source === target || shared === 0 || joined(target.words.slice(shared)) !== joined(stem.slice(rest))) return false;
  // The type of a page is one of page_types; its version is a number, for rows of page_versions say whose they are.
  return suffix !== undefined || shared < source.words.length || ![...target.columns.values()].some(({ key }) => joined(key.stem) === source.text);
}

/** The table with the longest name that this one's name begins with: manifests for manifest_references. */
export function aboutTables(index: NameIndex, source: NamedTable): NamedTable[] {
  for (let end = source.words.length - 1; end > 0; end--) {
    const hits = index.meaning(joined(source.words.slice(0, end))).filter(({ kind, table }) => kind !== "tail" && table !== source);
    if (hits.length > 0) return hits.map(({ table }) => table);
  }
  return [];
}

const ARCHIVES = new Set(["archive", "archived", "history", "backup", "deleted", "old", "trash", "copy"]);

/** orders_archive keeps rows of orders. */
export function isArchiveOf(source: NamedTable, target: NamedTable): boolean {
  return source.text.startsWith(target.text) && ARCHIVES.has(source.text.slice(target.text.length));
}

export function sharedStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
