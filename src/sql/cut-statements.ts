/**
 * Cuts text at the semicolons between statements, by tokens alone: also where a dialect's parameters
 * or a mistake keep PostgreSQL from parsing it. Knows the two places where a semicolon does not end a
 * statement (BEGIN ATOMIC bodies, the action list of CREATE RULE); refuses to know any other grammar.
 */
import { keywordOf, type Token, textOf, tokenize } from "./lexer.ts";

export interface CutStatement {
  /** UTF-16 offset of the first token */
  readonly from: number;
  /** UTF-16 offset after the last token, before the semicolon */
  readonly to: number;
  /** comments between the statement before and this one */
  readonly comments: readonly Token[];
}

export interface CutText {
  readonly statements: readonly CutStatement[];
  /** comments after the last statement */
  readonly rest: readonly Token[];
}

/**
 * Statements without their semicolons; empty ones are left out. Never fails: an unterminated quote
 * runs to the end.
 *
 * @param tokens all tokens of the text, comments too, where the caller has them
 */
export function cutStatements(text: string, tokens: readonly Token[] = tokenize(text)): CutText {
  const statements: CutStatement[] = [];
  let comments: Token[] = [];
  let open: OpenStatement | undefined;
  for (const token of tokens) {
    if (token.kind === "comment") {
      if (open === undefined) comments.push(token);
      continue;
    }
    if (textOf(text, token) === ";" && (open === undefined || !isInside(open))) {
      if (open !== undefined) {
        statements.push({ from: open.from, to: open.to, comments });
        comments = [];
      }
      open = undefined;
      continue;
    }
    open ??= { from: token.from, to: token.to, head: [], depth: 0, parentheses: 0, before: "" };
    extend(open, text, token);
  }
  if (open === undefined) return { statements, rest: comments };
  statements.push({ from: open.from, to: open.to, comments });
  return { statements, rest: [] };
}

interface OpenStatement {
  readonly from: number;
  to: number;
  /** the first keywords, enough to know CREATE OR REPLACE FUNCTION and CREATE RULE */
  readonly head: string[];
  /** open BEGIN ATOMIC and CASE */
  depth: number;
  parentheses: number;
  /** the token before, in lower case */
  before: string;
}

function isInside(open: OpenStatement): boolean {
  return open.depth > 0 || (open.parentheses > 0 && isCreate(open.head, "rule"));
}

function extend(open: OpenStatement, text: string, token: Token): void {
  open.to = token.to;
  const keyword = keywordOf(text, token);
  if (open.head.length < 4) open.head.push(keyword);
  const shown = keyword === "" ? textOf(text, token) : keyword;
  if (shown === "(") open.parentheses++;
  else if (shown === ")") open.parentheses--;
  else if (keyword !== "" && open.before !== "." && open.before !== "as") nest(open, keyword);
  open.before = shown;
}

function nest(open: OpenStatement, keyword: string): void {
  if (open.depth > 0) {
    if (keyword === "case") open.depth++;
    else if (keyword === "end") open.depth--;
  } else if (keyword === "atomic" && open.before === "begin" && (isCreate(open.head, "function") || isCreate(open.head, "procedure"))) {
    open.depth = 1;
  }
}

function isCreate(head: readonly string[], what: string): boolean {
  return head[0] === "create" && (head[1] === what || (head[1] === "or" && head[2] === "replace" && head[3] === what));
}
