/** Which table's rows stopped a step, and whether that speaks against the migration. Runs nothing. */
import type { PgError } from "../../model/database.ts";
import { nodeKey, type NodeKey } from "../../model/identity.ts";
import type { Direction } from "../../model/migration.ts";
import { foldIdentifier, textOf, tokenize } from "../../sql/index.ts";
import type { MayDiffer } from "./compare.ts";
import type { Contents } from "./contents.ts";
import type { ColumnShape, Shape, TableShape } from "./shape.ts";

/** Why a walk ended, with what tells which table it was. */
export interface WalkFailure {
  readonly direction: Direction;
  /** number of the step, 0 where it has none */
  readonly step: number;
  /** what was running */
  readonly sql: string;
  readonly error: PgError;
}

/** Classes of errors that values cause; 0A000 is what PostgreSQL says of NaN and infinity where there is no such number. */
const BY_ROWS = /^(?:22|23|P0|0A000)/;

/** Class 22 or 23, a refusal of the team's own code, or a number that is none. */
export function isOnRows(error: PgError): boolean {
  return BY_ROWS.test(error.sqlstate);
}

/**
 * A rule that some rows break is the team's business, a column without a value for any row the migration's.
 * Down may refuse only for the sake of what is named as lost: rows of that table, and rows that refer to it; and
 * rows over which a materialized view cannot be computed, which holds none of its own.
 */
export function isForgivable({ error, direction, sql }: WalkFailure, culprit: NodeKey, before: Contents, to: Shape, may: MayDiffer): boolean {
  if (!isOnRows(error)) return false;
  if (direction === "up") return error.sqlstate !== "23502" || hasOwnValue(error, before.shape, to);
  if (isComputing(sql)) return true;
  const isNamed = (table: TableShape | undefined): boolean =>
    table !== undefined && (may(table.key) || table.columns.some((column) => may(nodeKey("column", table.namespace, table.table, column.name), column.type)));
  const table = before.tables.get(culprit)?.table;
  return isNamed(table) || (table?.foreign.some((key) => isNamed(before.tables.get(nodeKey("table", key.namespace, key.table))?.table)) ?? false);
}

/** The step makes a materialized view, and asks its query for that. */
export function isComputing(sql: string): boolean {
  const words = tokenize(sql).flatMap((token) => (token.kind === "word" ? [textOf(sql, token).toLowerCase()] : []));
  return words.slice(0, 3).join(" ") === "create materialized view";
}

/** A column that was there, or is computed: not of every row is it empty. */
function hasOwnValue({ relation, namespace, column: name }: PgError, from: Shape, to: Shape): boolean {
  const columnIn = (shape: Shape): ColumnShape | undefined =>
    shape.tables.find((one) => one.table === relation && one.namespace === namespace)?.columns.find((column) => column.name === name);
  return columnIn(from) !== undefined || columnIn(to)?.given === "generated";
}

/** The table whose rows were refused: as PostgreSQL names it, else the first that the step names. */
export function culpritOf({ error, sql }: WalkFailure, contents: Contents): NodeKey | undefined {
  const filled = [...contents.tables.values()].filter(({ rows }) => rows.length > 0);
  const named = filled.find(({ table }) => table.table === error.relation && (error.namespace === undefined || table.namespace === error.namespace));
  if (named !== undefined) return named.table.key;
  const names = new Set(tokenize(sql).flatMap((token) => (token.kind === "word" || token.kind === "quoted" ? [foldIdentifier(textOf(sql, token))] : [])));
  // tables of several namespaces may share a name; else one that stands in a body of code
  return (
    filled.find(({ table }) => names.has(table.table) && names.has(table.namespace)) ??
    filled.find(({ table }) => names.has(table.table)) ??
    filled.find(({ table }) => sql.includes(table.table))
  )?.table.key;
}
