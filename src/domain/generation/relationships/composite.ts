/**
 * References by several columns. A table whose key has several columns is referred to by all of them
 * together, or not at all, so the columns are claimed together.
 */
import type { Table } from "../facts/catalog.ts";
import { isGenericKey, joined, singular } from "../facts/words.ts";
import type { Relationship } from "../../../model/generation.ts";
import type { NamedColumn, NamedTable, NameIndex } from "./name-index.ts";
import { typeFamily } from "./type-families.ts";

const MAX_COLUMNS = 4;
/** Of columns that could refer to a widened key about this share does; the others refer to the id alone. */
const WIDENED = 0.75;

/** @param single what single columns refer to */
export function compositeRelationships(index: NameIndex, single: readonly Relationship[]): Relationship[] {
  const byTable = new Map<string, Relationship[]>();
  for (const one of single) byTable.set(one.table, [...(byTable.get(one.table) ?? []), one]);
  const found: Relationship[] = [];
  for (const target of index.tables) {
    const { primaryKey, uniques } = target.table;
    if (primaryKey.length > 1 && primaryKey.length <= MAX_COLUMNS) found.push(...toWholeKey(index, target, byTable));
    // A unique key that only adds a column to the primary key has one use: to be referred to by both.
    const [id] = primaryKey;
    if (primaryKey.length !== 1 || id === undefined) continue;
    for (const key of uniques) {
      const [added] = key.filter((name) => name !== id);
      if (key.length === 2 && key.includes(id) && added !== undefined) found.push(...toWidenedKey(index, target, key, id, added, single));
    }
  }
  return found;
}

function toWholeKey(index: NameIndex, target: NamedTable, byTable: ReadonlyMap<string, readonly Relationship[]>): Relationship[] {
  const key = target.table.primaryKey;
  const own = byTable.get(target.table.key) ?? [];
  const isReferring = (name: string): boolean => own.some(({ columns }) => columns.length === 1 && columns[0] === name);
  const bridge = key.every(isReferring);
  // A bridge that is named after both ends is the thing that pairs them; other bridges only happen to have both.
  if (bridge && !key.every((name) => isNamedAfter(target, target.columns.get(name)))) return [];
  // One that holds nothing beside its two ends has nothing to be asked for.
  if (bridge && target.table.columns.length === key.length) return [];
  // name and tenant_id say nothing about which names are meant.
  const vague = !bridge && key.every((name) => isReferring(name) || isGenericKey(target.columns.get(name)?.words ?? []));
  return index.tables.flatMap((source): Relationship[] => {
    if (source === target || (bridge && source.table.foreignKeys.length === 0 && byTable.get(source.table.key) === undefined)) return [];
    const columns = key.map((name) => sameColumn(source, target.columns.get(name)));
    if (columns.some((column) => column === undefined)) return [];
    const names = columns.flatMap((column) => (column === undefined ? [] : [column.column.name]));
    // A row number of the other table counts for nothing unless this table's key goes on where that one ends.
    if (!bridge && (!isLonger(source.table, names) || (vague && !source.text.startsWith(target.text)))) return [];
    // Whose key holds both pairs them itself.
    if (bridge && names.every((name) => source.table.primaryKey.includes(name))) return [];
    return [
      {
        table: source.table.key,
        columns: names,
        target: target.table.key,
        targetColumns: key,
        declared: false,
        confidence: bridge ? 0.7 : 0.85,
        reasons: [
          bridge
            ? `${target.table.name} pairs what ${names.join(" and ")} refer to, and is named after both`
            : `its primary key goes on where that of ${target.table.name} ends`,
        ],
      },
    ];
  });
}

function isNamedAfter(table: NamedTable, column: NamedColumn | undefined): boolean {
  const stem = column === undefined ? "" : joined(column.key.stem);
  return stem.length > 2 && table.text.includes(stem);
}

/** The column of the same name, prefixes of tables aside, and the same kind of type. */
function sameColumn(source: NamedTable, wanted: NamedColumn | undefined): NamedColumn | undefined {
  if (wanted === undefined) return undefined;
  return [...source.columns.values()].find((column) => column.text === wanted.text && typeFamily(column.column) === typeFamily(wanted.column));
}

function isLonger(table: Table, names: readonly string[]): boolean {
  return table.uniques.some((key) => key.length > names.length && names.every((name) => key.includes(name)));
}

function toWidenedKey(
  index: NameIndex,
  target: NamedTable,
  key: readonly string[],
  id: string,
  added: string,
  single: readonly Relationship[],
): Relationship[] {
  const wanted = target.columns.get(added);
  return single.flatMap((one): Relationship[] => {
    const source = index.byKey.get(one.table);
    if (one.target !== target.table.key || one.targetColumns[0] !== id || source === undefined) return [];
    const beside = source === target ? inRole(source, source.columns.get(one.columns[0] ?? ""), wanted, []) : besideOf(source, target, one, wanted);
    if (beside === undefined || beside.column.name === one.columns[0]) return [];
    const columns = key.map((name) => (name === id ? (one.columns[0] ?? "") : beside.column.name));
    const reason = `${target.table.name} has a unique key of ${key.join(" and ")}, whose only use is to be referred to by both`;
    return [{ ...one, columns, targetColumns: key, confidence: Math.round(one.confidence * WIDENED * 1000) / 1000, reasons: [...one.reasons, reason] }];
  });
}

/** The added column in the role that the first one has, or without one: child_order_state for child_order_id, else order_state. */
function besideOf(source: NamedTable, target: NamedTable, one: Relationship, wanted: NamedColumn | undefined): NamedColumn | undefined {
  return inRole(source, source.columns.get(one.columns[0] ?? ""), wanted, target.words) ?? sameColumn(source, wanted);
}

/** The role is what a name says beside the table it leads to: all of parent_id in a table that refers to itself. */
function inRole(source: NamedTable, from: NamedColumn | undefined, wanted: NamedColumn | undefined, table: readonly string[]): NamedColumn | undefined {
  if (from === undefined || wanted === undefined) return undefined;
  const { stem } = from.key;
  const ends = table.every((word, at) => singular(stem[stem.length - table.length + at] ?? "") === word);
  const role = ends ? stem.slice(0, stem.length - table.length) : stem.slice(0, 1);
  const text = joined([...role, ...wanted.words]);
  return role.length === 0
    ? undefined
    : [...source.columns.values()].find((column) => column !== wanted && column.text === text && typeFamily(column.column) === typeFamily(wanted.column));
}
