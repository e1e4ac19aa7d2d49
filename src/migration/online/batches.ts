/**
 * A statement over many rows cut into windows: the text of one window, and of the question where the next one ends.
 * Text only. The statement stays runnable as it stands, so that a replay or a person may run it whole.
 */
import { keywordOf, significantTokens, textOf, type Token } from "../../sql/lexer.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { directiveOf } from "../package/directive.ts";

export interface BatchPlan {
  readonly size: number;
  readonly keys: readonly string[];
  /** the table as the statement names it */
  readonly table: string;
  /** the statement for the rows behind `after` up to and with `upTo` */
  windowSql(after: readonly string[] | undefined, upTo: readonly string[]): string;
  /** one row, the key of the last row of the window behind `after`; no row when fewer than a window are left */
  endSql(after: readonly string[] | undefined): string;
  /** one row, the key of the last row of all behind `after`; none when nothing is left */
  lastSql(after: readonly string[] | undefined): string;
}

/** How a step with a `batches` directive is run, or why it cannot be. */
export function planBatches(sql: string): BatchPlan | { readonly problem: string } {
  const directive = directiveOf(sql);
  if (directive?.kind === "unreadable") return { problem: `"selecto: ${directive.text}" is not understood; it is "alone" or "batches of 5000 by id"` };
  if (directive?.kind !== "batches") return { problem: "it does not say how many rows by which key" };
  const parts = partsOf(sql);
  if (parts === undefined) return { problem: "batches take one UPDATE or DELETE of one table, without WITH, FROM, USING or RETURNING" };
  const { size, keys } = directive;
  const names = keys.map(quoteIdentifier);
  const row = (values: readonly string[]): string => `(${values.join(", ")})`;
  const behind = (after: readonly string[] | undefined): string => (after === undefined ? "true" : `${row(names)} > ${row(after.map(quoteLiteral))}`);
  const question = (after: readonly string[] | undefined, order: string, rest: string): string =>
    // named apart from the columns: ORDER BY would take the text for them
    `select ${names.map((name, at) => `${name}::text as key_${at + 1}`).join(", ")} from ${parts.table} where ${behind(after)} order by ${names.map((name) => name + order).join(", ")} ${rest}`;
  return {
    size,
    keys,
    table: parts.table,
    windowSql: (after, upTo) =>
      `${parts.head}where ${parts.condition === undefined ? "" : `(${parts.condition}\n) and `}${behind(after)} and ${row(names)} <= ${row(upTo.map(quoteLiteral))};`,
    endSql: (after) => question(after, "", `offset ${size - 1} limit 1`),
    lastSql: (after) => question(after, " desc", "limit 1"),
  };
}

/** The statement in front of its condition, the condition, the table. */
function partsOf(sql: string): { readonly head: string; readonly condition: string | undefined; readonly table: string } | undefined {
  const tokens = significantTokens(sql);
  const [first, second] = tokens.map((token) => keywordOf(sql, token));
  const semicolon = tokens.findIndex((token) => textOf(sql, token) === ";");
  const statement = semicolon === -1 ? tokens : tokens.slice(0, semicolon);
  if (semicolon !== -1 && semicolon !== tokens.length - 1) return undefined;
  if (first !== "update" && !(first === "delete" && second === "from")) return undefined;
  const outside = topLevel(sql, statement);
  const at = (word: string): Token | undefined => outside.find((token, place) => place > 1 && keywordOf(sql, token) === word);
  if (["from", "using", "returning", "current"].some((word) => at(word) !== undefined)) return undefined;
  const where = at("where");
  const nameFrom = statement[first === "update" ? 1 : 2];
  const nameTo = first === "update" ? at("set") : (where ?? undefined);
  if (nameFrom === undefined || (first === "update" && nameTo === undefined)) return undefined;
  const end = statement.at(-1)?.to ?? sql.length;
  return {
    head: where === undefined ? `${sql.slice(0, end)}\n` : sql.slice(0, where.from),
    condition: where === undefined ? undefined : sql.slice(where.to, end).trim(),
    table: sql.slice(nameFrom.from, nameTo?.from ?? end).trim(),
  };
}

/** Tokens outside all brackets. */
function topLevel(sql: string, tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    const mark = token.kind === "punctuation" ? textOf(sql, token) : "";
    if (mark === "(" || mark === "[") depth++;
    if (mark === ")" || mark === "]") depth--;
    return depth === 0 && mark !== ")" && mark !== "]";
  });
}
