/**
 * The tokens of PostgreSQL text, with UTF-16 offsets. Knows lexical rules only (quotes, dollar quotes,
 * nested comments, operators); refuses to know keywords and grammar.
 *
 * PostgreSQL's own scanner (in libpg-query) gives no tokens at all for text with an unterminated quote
 * or a control character, and dumps hold lines that are no SQL: whoever cuts such text needs a scanner
 * that never fails. A law in the tests compares this one with PostgreSQL's.
 */

export type TokenKind = "word" | "quoted" | "string" | "number" | "param" | "operator" | "punctuation" | "comment" | "stray";

export interface Token {
  readonly kind: TokenKind;
  /** UTF-16 offset of the first character */
  readonly from: number;
  /** UTF-16 offset after the last character */
  readonly to: number;
  /** false when the text ends inside the token */
  readonly closed: boolean;
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const PARAM = /\$\d+/y;
const NUMBER = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*(?:\.(?!\.)(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const OPERATOR = /[~!@#^&|`?+\-*/%<>=]+/y;
/** PostgreSQL joins two literals that only white space with a line break (or line comments) separates. */
const CONTINUATION = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:[ \t\f\v\n\r]|--[^\n\r]*[\n\r])*'/y;
const PREFIX = /[eE]'|[bBxX]'|[uU]&['"]/y;
const LINE_END = /[\n\r]/g;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The next token at or after `at`, or undefined at the end of the text. */
export function nextToken(text: string, at: number): Token | undefined {
  let from = at;
  while (from < text.length && isSpace(text.charCodeAt(from))) from++;
  if (from >= text.length) return undefined;
  const char = text.charAt(from);
  const next = text.charAt(from + 1);

  if (char === "-" && next === "-") return token("comment", from, lineEnd(text, from));
  if (char === "/" && next === "*") return blockComment(text, from);
  if (char === "'") return literal(text, from, from + 1, "doubled");
  if (char === '"') return quoted(text, from, from + 1);
  const prefix = next === "'" || next === "&" ? endOf(PREFIX, text, from) : -1;
  if (prefix !== -1) {
    if (text.charAt(prefix - 1) === '"') return quoted(text, from, prefix);
    return literal(text, from, prefix, /[eE]/.test(char) ? "escaped" : /[uU]/.test(char) ? "doubled" : "plain");
  }
  if (startsWord(text.charCodeAt(from))) return token("word", from, endOf(WORD, text, from));
  if (char === "$") return dollar(text, from);
  if (/\d/.test(char) || (char === "." && /\d/.test(next))) return token("number", from, endOf(NUMBER, text, from));
  if (":,()[].;".includes(char)) {
    const double = char + next;
    return token("punctuation", from, from + (double === "::" || double === ":=" || double === ".." ? 2 : 1));
  }
  const run = endOf(OPERATOR, text, from);
  if (run !== -1) return token("operator", from, from + operatorLength(text.slice(from, run)));
  return token("stray", from, from + 1);
}

/** All tokens, comments too. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let next = nextToken(text, 0); next !== undefined; next = nextToken(text, next.to)) tokens.push(next);
  return tokens;
}

/** All tokens but comments: what PostgreSQL's grammar sees. */
export function significantTokens(text: string): Token[] {
  return tokenize(text).filter((item) => item.kind !== "comment");
}

/** The characters of a token. */
export function textOf(text: string, item: Token | undefined): string {
  return item === undefined ? "" : text.slice(item.from, item.to);
}

/** A word as PostgreSQL compares keywords; the empty text for anything that is no unquoted word. */
export function keywordOf(text: string, item: Token | undefined): string {
  return item?.kind === "word" ? text.slice(item.from, item.to).toLowerCase() : "";
}

function token(kind: TokenKind, from: number, to: number, closed = true): Token {
  return { kind, from, to, closed };
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** ASCII letter, underscore, or anything beyond ASCII. */
function startsWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}

function lineEnd(text: string, from: number): number {
  LINE_END.lastIndex = from;
  const match = LINE_END.exec(text);
  return match === null ? text.length : match.index;
}

function blockComment(text: string, from: number): Token {
  let depth = 1;
  for (let at = from + 2; at < text.length; at++) {
    const pair = text.charCodeAt(at);
    if (pair === 42 && text.charCodeAt(at + 1) === 47) {
      at++;
      if (--depth === 0) return token("comment", from, at + 1);
    } else if (pair === 47 && text.charCodeAt(at + 1) === 42) {
      at++;
      depth++;
    }
  }
  return token("comment", from, text.length, false);
}

/** `plain` (bit strings) ends at the first quote; `doubled` takes `''`; `escaped` takes a backslash as well. */
function literal(text: string, from: number, inside: number, mode: "plain" | "doubled" | "escaped"): Token {
  let at = inside;
  for (;;) {
    const close = mode === "escaped" ? escapedQuote(text, at) : text.indexOf("'", at);
    if (close === -1) return token("string", from, text.length, false);
    if (mode !== "plain" && text.charAt(close + 1) === "'") {
      at = close + 2;
      continue;
    }
    const continued = endOf(CONTINUATION, text, close + 1);
    if (continued === -1) return token("string", from, close + 1);
    at = continued;
  }
}

function escapedQuote(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 39) return at;
  }
  return -1;
}

function quoted(text: string, from: number, inside: number): Token {
  for (let at = inside; ;) {
    const close = text.indexOf('"', at);
    if (close === -1) return token("quoted", from, text.length, false);
    if (text.charAt(close + 1) !== '"') return token("quoted", from, close + 1);
    at = close + 2;
  }
}

function dollar(text: string, from: number): Token {
  const opened = endOf(DOLLAR_TAG, text, from);
  if (opened !== -1) {
    const tag = text.slice(from, opened);
    const close = text.indexOf(tag, opened);
    return close === -1 ? token("string", from, text.length, false) : token("string", from, close + tag.length);
  }
  const param = endOf(PARAM, text, from);
  return param === -1 ? token("stray", from, from + 1) : token("param", from, param);
}

/** How much of a run of operator characters is one operator: comments end it, and a trailing sign is its own. */
function operatorLength(run: string): number {
  let length = run.length;
  for (const opening of ["/*", "--"]) {
    const at = run.indexOf(opening);
    if (at > 0) length = Math.min(length, at);
  }
  while (length > 1 && /[+-]/.test(run.charAt(length - 1)) && !/[~!@#^&|`?%]/.test(run.slice(0, length - 1))) length--;
  return length;
}
