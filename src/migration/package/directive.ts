/**
 * How a step wants to be run, where its text says so: a comment `-- selecto: alone` or
 * `-- selecto: batches of 5000 by id` above its statement. Knows the words only.
 */
import { identifierOf } from "../../sql/identifiers.ts";
import { textOf, tokenize } from "../../sql/lexer.ts";

export type StepDirective =
  | { readonly kind: "alone" }
  /** rows of a window, and the columns whose order the windows follow */
  | { readonly kind: "batches"; readonly size: number; readonly keys: readonly string[] }
  | { readonly kind: "unreadable"; readonly text: string };

/** The first directive above the statement. */
export function directiveOf(sql: string): StepDirective | undefined {
  for (const token of tokenize(sql)) {
    if (token.kind !== "comment") return undefined;
    const words = /^--\s*selecto:\s*(.*?)\s*$/.exec(sql.slice(token.from, token.to))?.[1];
    if (words !== undefined) return readDirective(words);
  }
  return undefined;
}

/** The line that says it. */
export function batchesDirective(size: number, keys: readonly string[]): string {
  return `-- selecto: batches of ${size} by ${keys.map((key) => (/^[a-z_][a-z0-9_]*$/.test(key) ? key : `"${key.replaceAll('"', '""')}"`)).join(", ")}`;
}

function readDirective(words: string): StepDirective {
  if (words === "alone") return { kind: "alone" };
  const [, size = "", list = ""] = /^batches\s+of\s+(\d+)\s+by\s+(.+)$/.exec(words) ?? [];
  const keys = readNames(list);
  return Number(size) > 0 && keys !== undefined ? { kind: "batches", size: Number(size), keys } : { kind: "unreadable", text: words };
}

function readNames(list: string): string[] | undefined {
  const tokens = tokenize(list);
  const names = tokens.filter((_token, at) => at % 2 === 0).map((token) => identifierOf(list, token));
  const commas = tokens.filter((_token, at) => at % 2 === 1).every((token) => textOf(list, token) === ",");
  return commas && tokens.length % 2 === 1 && names.every((name) => name !== undefined) ? names : undefined;
}
