/**
 * SQL that people wrote into a domain, put into a probe as it is. It must stay inside the parentheses
 * that are written around it: a domain of a pull request is untrusted text.
 */
import { quoteIdentifier } from "../../sql/quote.ts";
import { textOf, tokenize } from "../../sql/lexer.ts";
import type { JsonValue } from "../../model/json.ts";
import { fail, type Draft } from "./draft.ts";

/** The text in parentheses of its own; joins it names by alias become part of the statement. */
export function rawSql(draft: Draft, value: JsonValue | undefined): string {
  const text = flatten(value);
  if (text === undefined)
    return fail(draft, { code: "domain-raw-sql", message: "raw SQL must be a text, or a list of texts", next: "Write the SQL as one text." });
  const fault = fragmentFault(text);
  if (fault !== undefined) return fail(draft, { code: "domain-raw-sql", message: `raw SQL ${fault}`, next: "Write one complete expression." });
  const mentioned = new Set(
    tokenize(text).flatMap((token) => (token.kind === "word" ? [textOf(text, token).toLowerCase()] : token.kind === "quoted" ? [textOf(text, token)] : [])),
  );
  for (const join of draft.graph.joins) {
    if (join.target !== undefined && (mentioned.has(join.alias) || mentioned.has(quoteIdentifier(join.alias)))) draft.joins.add(join);
  }
  // The line break ends a comment the text may end with.
  return `(${text}\n)`;
}

/** Iodata: nested lists of texts. */
function flatten(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const parts = value.map((part: JsonValue) => flatten(part));
  return parts.includes(undefined) ? undefined : parts.join("");
}

function fragmentFault(text: string): string | undefined {
  if (text.trim() === "") return "is empty";
  if (text.includes("\0")) return "holds the character NUL";
  const open: string[] = [];
  for (const token of tokenize(text)) {
    if (!token.closed) return "ends inside a quote or comment";
    if (token.kind === "stray") return `holds the character ${JSON.stringify(textOf(text, token))}`;
    if (token.kind !== "punctuation") continue;
    const char = textOf(text, token);
    if (char === ";") return "holds a semicolon";
    if (char === "(" || char === "[") open.push(char);
    if ((char === ")" && open.pop() !== "(") || (char === "]" && open.pop() !== "[")) return "closes what it did not open";
  }
  return open.length > 0 ? "leaves a parenthesis open" : undefined;
}
