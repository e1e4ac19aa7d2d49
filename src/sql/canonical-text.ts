/** One spelling for texts that differ in white space and comments only: the text part of cache keys. */
import { significantTokens, textOf } from "./lexer.ts";

/**
 * The tokens of a text with one space between them, comments left out. Letter case and literals stay:
 * equal canonical texts have equal tokens. Positions are lost; map them through the original text.
 */
export function canonicalText(sql: string): string {
  return significantTokens(sql)
    .map((item) => textOf(sql, item))
    .join(" ");
}
