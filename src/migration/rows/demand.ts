/**
 * What generated rows shall satisfy: the rules of the schema they are put into and, where a migration leads on
 * to another schema, that one's as well. A new rule that no old row keeps is no news; rows that keep both show
 * what happens to them. Pure.
 */
import type { MigrationManifest } from "../../model/migration.ts";
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { ColumnShape, Shape, TableShape } from "./shape.ts";

export interface ColumnDemand extends ColumnShape {
  /** the type that the migration gives the column, where it is another */
  readonly becomes?: string;
}

export interface TableDemand extends Omit<TableShape, "columns"> {
  readonly columns: readonly ColumnDemand[];
}

export type Renames = MigrationManifest["renames"];

/** One word for a column of a table. */
export function columnId(table: Pick<TableShape, "key">, column: Pick<ColumnShape, "name">): string {
  return `${table.key}\0${column.name}`;
}

/** Finds things of one schema in the other, through renames. */
export interface Correspondence {
  table(key: NodeKey): NodeKey;
  column(table: Pick<TableShape, "namespace" | "table">, column: string): string;
  /** the label of an enum as it was called before; other values stay what they are */
  valueBefore(type: string, value: string): string;
}

export function correspondence(renames: Renames): Correspondence {
  const known = new Map(renames.map(({ from, to }) => [from, to]));
  const labels = new Map(
    renames.flatMap(({ from, to }): [string, string][] => {
      const [namespace = "", type = "", now = ""] = parseNodeKey(to).path;
      return kindOf(to) === "enumLabel" ? [[`${namespace}.${type} ${now}`, parseNodeKey(from).path[2] ?? ""]] : [];
    }),
  );
  const last = (key: NodeKey): string => key.slice(key.lastIndexOf(".") + 1).replaceAll('"', "");
  return {
    table: (key) => known.get(key) ?? key,
    column(table, column) {
      const renamed = known.get(nodeKey("column", table.namespace, table.table, column));
      return renamed === undefined ? column : last(renamed);
    },
    valueBefore: (type, value) => labels.get(`${type.replaceAll('"', "")} ${value}`) ?? value,
  };
}

/**
 * The tables of `from` with the rules of both.
 *
 * @param fromNull ids of columns that get a value where they have none
 */
export function demandsOf(from: Shape, to: Shape, names: Correspondence, fromNull: ReadonlySet<string> = new Set()): TableDemand[] {
  const after = new Map(to.tables.map((table) => [table.key, table]));
  return from.tables.map((table): TableDemand => {
    const other = after.get(names.table(table.key));
    if (other === undefined) return table;
    const columnAfter = (column: string): ColumnShape | undefined => other.columns.find((one) => one.name === names.column(table, column));
    const stays = (column: string): boolean => table.columns.some((one) => one.name === column && columnAfter(column)?.type === one.type);
    return {
      ...table,
      columns: table.columns.map((column): ColumnDemand => {
        const now = columnAfter(column.name);
        if (now === undefined) return column;
        return {
          ...column,
          notNull: column.notNull || (now.notNull && !fromNull.has(columnId(table, column))),
          ...(now.type !== column.type && { becomes: now.type }),
        };
      }),
      checks: distinct([...table.checks, ...other.checks.filter((check) => check.columns.every(stays))]),
      uniques: distinct([...table.uniques, ...other.uniques.filter((columns) => columns.every(stays))]),
      foreign: distinct([...table.foreign, ...other.foreign.filter((key) => key.columns.every(stays) && hasTarget(from, key))]),
    };
  });
}

function hasTarget(shape: Shape, key: TableShape["foreign"][number]): boolean {
  const target = shape.tables.find((table) => table.namespace === key.namespace && table.table === key.table);
  return target !== undefined && key.targets.every((column) => target.columns.some((one) => one.name === column));
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}
