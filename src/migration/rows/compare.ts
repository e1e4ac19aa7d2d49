/** What differs between the rows that were there and the rows that came back. Counts and names, never a value. Pure. */
import { nodeKey, nameOf, type NodeKey } from "../../model/identity.ts";
import type { Contents, RowText, TableContents } from "./contents.ts";

export interface RowDifference {
  /** table, column or sequence */
  readonly key: NodeKey;
  /** `3 of 6 rows of users are lost` */
  readonly text: string;
}

/** Whether a table, column or sequence is named as one whose rows or values may be lost. */
export type MayDiffer = (key: NodeKey, type?: string) => boolean;

/** Sorted by table. `may` names what is left out of the comparison. */
export function compareContents(before: Contents, after: Contents, may: MayDiffer): RowDifference[] {
  const rows = [...before.tables.values()].flatMap((table) => compareTable(table, after.tables.get(table.table.key), may));
  const sequences = before.shape.sequences.flatMap((sequence): RowDifference[] => {
    const isKept = isNotBehind(before.sequences.get(sequence.key), after.sequences.get(sequence.key), sequence.descends);
    const named = may(sequence.key) || (sequence.owner !== undefined && (may(sequence.owner) || may(tableOf(sequence.owner))));
    return isKept || named ? [] : [{ key: sequence.key, text: `sequence ${nameOf(sequence.key)} has lost its position` }];
  });
  return [...rows, ...sequences];
}

/**
 * No number is given out twice. Further on is no loss: the default of a new column may have taken numbers for the
 * rows that are there, and PostgreSQL promises no gapless series.
 */
function isNotBehind([was = null, wasGiven = null]: RowText = [], [is = null, isGiven = null]: RowText = [], descends: boolean): boolean {
  if (was === null || is === null) return was === is;
  const ahead = descends ? BigInt(was) - BigInt(is) : BigInt(is) - BigInt(was);
  return ahead > 0n || (ahead === 0n && (isGiven === "t" || wasGiven !== "t"));
}

function tableOf(column: NodeKey): NodeKey {
  return `table:${column.slice("column:".length, column.lastIndexOf("."))}`;
}

function compareTable(before: TableContents, after: TableContents | undefined, may: MayDiffer): RowDifference[] {
  const { table, rows } = before;
  if (rows.length === 0 && after === undefined) return [];
  if (may(table.key)) return [];
  const name = nameOf(table.key);
  if (after === undefined) return [{ key: table.key, text: `table ${name} is gone with ${rows.length} rows` }];
  const compared = table.columns
    .filter((column) => !may(nodeKey("column", table.namespace, table.table, column.name), column.type))
    .map((column) => column.name);
  const [was, is] = [project(before, compared), project(after, compared)];
  const [lost, extra] = [missing(was, is), missing(is, was)];
  if (lost === 0 && extra === 0) return [];
  if (was.length !== is.length)
    return [
      {
        key: table.key,
        text:
          was.length > is.length
            ? `${was.length - is.length} of ${was.length} rows of ${name} are lost`
            : `${is.length - was.length} rows of ${name} are left over`,
      },
    ];
  const columns = compared.flatMap((column): RowDifference[] => {
    const changed = missing(project(before, [column]), project(after, [column]));
    return changed === 0
      ? []
      : [{ key: nodeKey("column", table.namespace, table.table, column), text: `${name}.${column} has changed in ${changed} of ${was.length} rows` }];
  });
  return columns.length > 0 ? columns : [{ key: table.key, text: `${lost} of ${was.length} rows of ${name} have got each other's values` }];
}

/** The rows as texts over some columns, by name: their order is no part of a row. */
function project({ table, rows }: TableContents, columns: readonly string[]): string[] {
  const at = columns.map((column) => table.columns.findIndex((one) => one.name === column));
  return rows.map((row: RowText) => JSON.stringify(at.map((index) => row[index] ?? null)));
}

/** How many of `wanted` are not in `there`, each as often as it stands. */
export function missing(wanted: readonly string[], there: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const one of there) counts.set(one, (counts.get(one) ?? 0) + 1);
  return wanted.filter((one) => {
    const left = counts.get(one) ?? 0;
    counts.set(one, left - 1);
    return left <= 0;
  }).length;
}
