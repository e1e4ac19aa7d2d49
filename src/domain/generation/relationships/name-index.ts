/** Tables by what they may be called, so that a column finds the tables its name could mean without looking at all of them. */
import type { Catalog, Column, Table } from "../facts/catalog.ts";
import { columnPrefix, isGenericKey, joined, keyName, singular, wordsOf, type KeyName } from "../facts/words.ts";

/** Words of table names that say what kind of table it is, not of what. */
const KINDS = new Set(["tbl", "table", "dim", "dimension", "fact", "fct", "stg", "d", "f", "t"]);

export interface NamedColumn {
  readonly column: Column;
  /** without the prefix that all columns of its table have */
  readonly words: readonly string[];
  readonly key: KeyName;
  /** `words` in the form in which names are compared */
  readonly text: string;
}

export interface NamedTable {
  readonly table: Table;
  readonly words: readonly string[];
  readonly text: string;
  /** what all columns begin with */
  readonly prefix: readonly string[];
  readonly columns: ReadonlyMap<string, NamedColumn>;
  /** the columns' names in the form in which they are compared */
  readonly texts: ReadonlySet<string>;
}

export type NameKind = "whole" | "prefix" | "tail" | "short";

export interface NameHit {
  readonly table: NamedTable;
  readonly kind: NameKind;
}

export interface NameIndex {
  readonly tables: readonly NamedTable[];
  readonly byKey: ReadonlyMap<string, NamedTable>;
  /** tables a text may mean, whole names and tails of names */
  readonly meaning: (text: string) => readonly NameHit[];
  /** tables that a text may be short for: `dept`, `repo` */
  readonly shortFor: (text: string) => readonly NameHit[];
  /** tables whose one word is the start of a longer one: repo for `repository` */
  readonly longFor: (text: string) => readonly NameHit[];
  /** tables whose one-column keys have exactly this name, generic names excepted */
  readonly withKey: (text: string) => readonly { readonly table: NamedTable; readonly column: NamedColumn }[];
}

export function nameIndex(catalog: Catalog): NameIndex {
  const tables = catalog.tables.map(nameTable);
  const meanings = new Map<string, NameHit[]>();
  const keys = new Map<string, { table: NamedTable; column: NamedColumn }[]>();
  const byInitial = new Map<string, NamedTable[]>();
  const note = (text: string, hit: NameHit): void => {
    const list = meanings.get(text) ?? [];
    meanings.set(text, list);
    if (text !== "" && !list.some(({ table }) => table === hit.table)) list.push(hit);
  };
  for (const table of tables) {
    note(table.text, { table, kind: "whole" });
    if (table.prefix.join("").length > 1) note(joined(table.prefix), { table, kind: "prefix" });
    for (let start = 1; start < table.words.length; start++) note(joined(table.words.slice(start)), { table, kind: "tail" });
    for (const [name] of table.table.uniques.filter((columns) => columns.length === 1)) {
      const column = table.columns.get(name ?? "");
      if (column === undefined || isGenericKey(column.words)) continue;
      keys.set(column.text, [...(keys.get(column.text) ?? []), { table, column }]);
    }
    const initial = table.text.charAt(0);
    byInitial.set(initial, [...(byInitial.get(initial) ?? []), table]);
  }
  return {
    tables,
    byKey: new Map(tables.map((table) => [table.table.key, table])),
    meaning: (text) => meanings.get(text) ?? [],
    withKey: (text) => keys.get(text) ?? [],
    longFor: (text) => (byInitial.get(text.charAt(0)) ?? []).filter((table) => isLongFor(text, table)).map((table) => ({ table, kind: "short" })),
    shortFor: (text) => {
      const near = byInitial.get(text.charAt(0)) ?? [];
      return near.filter((table) => isShortFor(text, table)).map((table) => ({ table, kind: "short" }));
    },
  };
}

function nameTable(table: Table): NamedTable {
  const all = wordsOf(table.name);
  const plain = all.filter((word) => !KINDS.has(word));
  const words = plain.length === 0 ? all : plain;
  const named = table.columns.map((column) => wordsOf(column.name));
  const prefix = columnPrefix(named);
  const columns = table.columns.map((column, at): NamedColumn => {
    const full = named[at] ?? [];
    const starts = prefix.length > 0 && prefix.every((word, index) => full[index] === word);
    const own = starts && full.length > prefix.length ? full.slice(prefix.length) : full;
    return { column, words: own, key: keyName(own), text: joined(own) };
  });
  return {
    table,
    words: words.map(singular),
    text: joined(words),
    prefix,
    columns: new Map(columns.map((column) => [column.column.name, column])),
    texts: new Set(columns.map(({ text: name }) => name)),
  };
}

/** `repository` and repo, `application` and app. Longer tables' names are words of their own: customer_type and customers. */
function isLongFor(text: string, { words: [only = "", ...others] }: NamedTable): boolean {
  return others.length === 0 && only.length >= 3 && only.length <= 5 && text.length > only.length + 2 && text.startsWith(only);
}

/** `cust` for customer, `dept` for department, `n` for networks where nothing else begins like that, `po` for purchase orders. */
function isShortFor(text: string, { words, text: whole }: NamedTable): boolean {
  if (text.length >= whole.length) return false;
  if (text.length <= 3 && words.length === text.length && words.every((word, at) => word.startsWith(text.charAt(at)))) return true;
  const [only = ""] = words;
  if (words.length !== 1 || text.length < 3) return false;
  if (only.startsWith(text)) return true;
  // Letters left out, none in another order: only where the first consonants are all there.
  let at = 0;
  for (const char of only) if (char === text.charAt(at)) at++;
  return at === text.length && text.length >= 4;
}
