/** What live rows say about a guess: a question whose answer is two numbers, and what they do to the confidence. Values never leave the database. */
import type { Relationship } from "../../../model/generation.ts";
import { quoteIdentifier, quoteQualified } from "../../../sql/quote.ts";
import { parseNodeKey } from "../../../model/identity.ts";

/** Distinct values looked at; rows read to find them. */
const VALUES = 500;
const ROWS = 50_000;
/** Fewer say nothing: small numbers fit into any key. */
const ENOUGH = 5;

/** `values` and `missing`: how many distinct values were looked at, and how many of them no row of the target has. */
export function inclusionQuestion({ table, columns, target, targetColumns }: Relationship): string {
  const list = columns.map(quoteIdentifier);
  const present = list.map((column) => `${column} IS NOT NULL`).join(" AND ");
  const same = list.map((column, at) => `b.${quoteIdentifier(targetColumns[at] ?? "")} = a.${column}`).join(" AND ");
  const from = quoteQualified(...parseNodeKey(table).path);
  const to = quoteQualified(...parseNodeKey(target).path);
  const some = `SELECT ${list.join(", ")} FROM ${from} WHERE ${present} LIMIT ${ROWS}`;
  return (
    `SELECT count(*)::int AS values, count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM ${to} AS b WHERE ${same}))::int AS missing` +
    ` FROM (SELECT DISTINCT ${list.join(", ")} FROM (${some}) AS sample LIMIT ${VALUES}) AS a`
  );
}

/** The same guess with what the rows say. */
export function withRows(guess: Relationship, checked: { readonly values: number; readonly missing: number }): Relationship {
  const { values, missing } = checked;
  if (values < ENOUGH) return { ...guess, checked, reasons: [...guess.reasons, `too few rows to tell (${values} values)`] };
  const share = missing / values;
  const confidence =
    share === 0 ? 1 - (1 - guess.confidence) * 0.3 : share < 0.02 ? guess.confidence * 0.9 : share < 0.2 ? guess.confidence * 0.4 : guess.confidence * 0.05;
  const said = missing === 0 ? `all of ${values} values have a row there` : `but ${missing} of ${values} values have no row there`;
  return { ...guess, checked, confidence: Math.round(confidence * 1000) / 1000, reasons: [...guess.reasons, said] };
}
