/** Table names as domains write them. */
import { quoteIdentifier, quoteQualified } from "../../sql/quote.ts";

/** `app.users` names a namespace; more dots, or one at an end, are part of an odd name. */
function parts(table: string): readonly string[] {
  const split = table.split(".");
  return split.length === 2 && split.every((part) => part !== "") ? split : [table];
}

/** The table as SQL text, quoted. */
export function tableSql(table: string): string {
  return quoteQualified(...parts(table));
}

/** How SQL calls the table when it gets no alias, unquoted. */
export function tableAlias(table: string): string {
  return parts(table).at(-1) ?? table;
}

/** A name upstream writes without quotes, so PostgreSQL folds it to lower case where it is a plain word. */
export function unquotedTableSql(table: string): string {
  return tableSql(/^[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)?$/.test(table) ? table.toLowerCase() : table);
}

/** `alias."column"`. */
export function columnSql(alias: string, column: string): string {
  return `${quoteIdentifier(alias)}.${quoteIdentifier(column)}`;
}
