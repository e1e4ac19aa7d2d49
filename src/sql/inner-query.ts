/**
 * Finds the query inside a statement that wraps one (EXPLAIN, DECLARE, COPY, CREATE VIEW ...), as a
 * range of the same text, because PostgreSQL's parse tree gives no place for it. Relies on the
 * statement having parsed; what it cuts out must parse again.
 */
import { keywordOf, type Token, textOf } from "./lexer.ts";

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** What stands before the query in each kind of wrapper. */
const OPENERS: Readonly<Record<string, (text: string, tokens: readonly Token[]) => number>> = {
  ExplainStmt: afterExplain,
  DeclareCursorStmt: (text, tokens) => afterKeyword(text, tokens, "for"),
  CreateTableAsStmt: (text, tokens) => afterKeyword(text, tokens, "as"),
  ViewStmt: (text, tokens) => afterKeyword(text, tokens, "as"),
  PrepareStmt: (text, tokens) => afterKeyword(text, tokens, "as"),
  CopyStmt: (text, tokens) => tokens.findIndex((item) => textOf(text, item) === "(") + 1,
};

/**
 * The range of the query inside a statement of this kind.
 *
 * @param tokens the statement's tokens without comments
 */
export function innerQuery(kind: string, text: string, tokens: readonly Token[]): TextRange | undefined {
  const start = OPENERS[kind]?.(text, tokens) ?? 0;
  const first = tokens[start];
  if (start === 0 || first === undefined) return undefined;
  const last = tokens[lastToken(kind, text, tokens, start)];
  return last === undefined ? undefined : { from: first.from, to: last.to };
}

/** The query of EXPLAIN starts after ANALYZE, VERBOSE or the options in parentheses; a query may start with one itself. */
function afterExplain(text: string, tokens: readonly Token[]): number {
  if (textOf(text, tokens[1]) === "(" && !/^(?:\(|select|values|with|table)$/.test(textOf(text, tokens[2]).toLowerCase())) {
    return closing(text, tokens, 1) + 1;
  }
  let index = 1;
  while (/^(?:analyze|analyse|verbose)$/.test(keywordOf(text, tokens[index]))) index++;
  return index;
}

function afterKeyword(text: string, tokens: readonly Token[], keyword: string): number {
  for (let index = 1; index < tokens.length; index++) {
    if (textOf(text, tokens[index]) === "(") index = closing(text, tokens, index);
    else if (keywordOf(text, tokens[index]) === keyword) return index + 1;
  }
  return 0;
}

function lastToken(kind: string, text: string, tokens: readonly Token[], start: number): number {
  const tail = (...words: readonly string[]): boolean => words.every((word, index) => keywordOf(text, tokens[tokens.length - words.length + index]) === word);
  if (kind === "CopyStmt") return closing(text, tokens, start - 1) - 1;
  if (kind === "CreateTableAsStmt" && tail("with", "no", "data")) return tokens.length - 4;
  if (kind === "CreateTableAsStmt" && tail("with", "data")) return tokens.length - 3;
  if (kind === "ViewStmt" && tail("with", "check", "option")) return tokens.length - 4;
  if (kind === "ViewStmt" && (tail("with", "local", "check", "option") || tail("with", "cascaded", "check", "option"))) return tokens.length - 5;
  return tokens.length - 1;
}

/** Index of the parenthesis that closes the one at `open`. */
function closing(text: string, tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const shown = textOf(text, tokens[index]);
    if (shown === "(") depth++;
    else if (shown === ")" && --depth === 0) return index;
  }
  return tokens.length;
}
