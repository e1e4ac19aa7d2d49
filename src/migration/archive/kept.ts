/** One thing a migration keeps, as the statements that keep it and bring it back; and what all kinds of keeping share. */
import type { NodeKey } from "../../model/identity.ts";
import type { ArchiveEntry } from "../../model/migration.ts";
import { PINNED_SEARCH_PATH } from "../../model/oracle-settings.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Loss } from "../losses.ts";
import type { FormerValues } from "./former-values.ts";
import type { ColumnFacts, TableFacts } from "./table-facts.ts";

export interface Kept {
  readonly entry: ArchiveEntry;
  /** what it is a remedy for: the key of a loss, and the statement that would cause it */
  readonly keys: readonly NodeKey[];
  /** what a reader of the step is told */
  readonly text: string;
  /** a column whose rows get another value while the migration is applied, and which */
  readonly replaces?: { readonly column: string; readonly text: string };
  /** what is lost of its rows all the same while they are carried */
  readonly losses?: readonly Loss[];
  /** before the change takes the rows */
  readonly keep: readonly string[];
  /** after the change, in the same transaction */
  readonly note: readonly string[];
  /** the first thing on the way back */
  readonly comeBack: readonly string[];
  readonly restore: readonly string[];
  /**
   * When to restore: right behind the statement that makes one of `made`; when the columns are there
   * and no constraint on them yet; or last of all.
   */
  readonly when: "made" | "middle" | "last";
  readonly made?: readonly NodeKey[];
  /** gives a row its former value while its column is converted back */
  readonly former?: FormerValues;
  /** the archive's own table is done with */
  readonly forget: readonly string[];
}

/**
 * From here to the end of the transaction nobody else writes the table, and rows that a policy hides
 * are an error instead of missing.
 */
export function lockRows(table: TableFacts): string[] {
  return ["set local row_security = off", `lock table ${table.sql} in access exclusive mode`];
}

/** FORCE ROW LEVEL SECURITY hides rows from the owner too. */
export function seeAll(table: TableFacts, statements: readonly string[]): string[] {
  if (!table.forced) return [...statements];
  return [`alter table ${table.sql} no force row level security`, ...statements, `alter table ${table.sql} force row level security`];
}

/** What is called finds names by the application's path, as it is used to. */
export function onPath(searchPath: string, statements: readonly string[]): string[] {
  return [`set local search_path = ${searchPath}`, ...statements, `set local search_path = ${PINNED_SEARCH_PATH}`];
}

const ENABLE: Readonly<Record<string, string>> = { O: "enable", R: "enable replica", A: "enable always" };

/** The users' triggers and rules see nothing of a restore; each is put back as it was. */
export function quietly(table: TableFacts, statements: readonly string[]): string[] {
  const all = [...table.triggers.map((one) => ({ ...one, kind: "trigger" })), ...table.rules.map((one) => ({ ...one, kind: "rule" }))];
  const active = all.filter(({ enabled }) => enabled !== "D");
  const each = (word: (enabled: string) => string): string[] =>
    active.map(({ kind, name, enabled }) => `alter table ${table.sql} ${word(enabled)} ${kind} ${quoteIdentifier(name)}`);
  return [...each(() => "disable"), ...statements, ...each((enabled) => ENABLE[enabled] ?? "enable")];
}

/** Copied is what is there, or nothing happens at all. */
export function requireSameCount(copy: string, source: string): string {
  const text = quoteLiteral("selecto: the archive does not hold as many rows as the table");
  return `do $selecto$ begin if (select count(*) from ${copy}) <> (select count(*) from ${source}) then raise exception ${text}; end if; end $selecto$`;
}

/** A value as the archive holds it: types of the schema may change or go, so theirs are kept as text. */
export function keptValue(column: ColumnFacts, alias: string): string {
  const name = `${alias}.${quoteIdentifier(column.name)}`;
  return column.builtin ? name : `${name}::text`;
}

/** The archive's value as one of the table again. */
export function valueBack(column: ColumnFacts, value: string): string {
  return column.builtin ? value : `${value}::${column.type}`;
}

/** How a row of the table `t` finds its row of the archive `a`. */
export function sameRow(table: TableFacts, key: readonly string[]): string {
  const parts = key.map((name) => {
    const column = columnOf(table, name);
    return column === undefined ? "false" : `${keptValue(column, "t")} = a.${quoteIdentifier(name)}`;
  });
  return [...parts, ...(table.inherited ? ["t.tableoid::regclass::text = a.selecto_table"] : [])].join(" and ");
}

/** Only rows that hold something else are written again: byte for byte, so that types without an equality can be told apart too. */
export function differs(columns: readonly ColumnFacts[], kept: (column: ColumnFacts) => string): string {
  const now = columns.map((column) => keptValue(column, "t")).join(", ");
  return `record_image_ne(row(${now}), row(${columns.map(kept).join(", ")}))`;
}

/** The columns by which the archive finds its rows, as a select list over `t`. */
export function keyList(table: TableFacts, key: readonly string[]): string[] {
  const list = key.map((name) => {
    const column = columnOf(table, name);
    return column === undefined ? quoteIdentifier(name) : `${keptValue(column, "t")} as ${quoteIdentifier(name)}`;
  });
  return [...list, ...(table.inherited ? ["t.tableoid::regclass::text as selecto_table"] : [])];
}

export function columnOf(table: TableFacts, name: string): ColumnFacts | undefined {
  return table.columns.find((column) => column.name === name);
}
