/**
 * Parameters and template holes that PostgreSQL does not know: `@id`, `:id`, `?`, `${x}`, `#{x}`,
 * `%(x)s`, `{{x}}`. PostgreSQL may still accept them (`@id` is the absolute value of a column), so
 * they are told by tokens before anything is asked. Casts, slices and jsonb operators stay legal.
 */
import { keywordOf, type Token, type TokenKind, textOf } from "../lexer.ts";
import { parseSql } from "../parser.ts";
import { listOf, locationOf, memberOf, namesOf, type Tree, walkTree } from "../tree.ts";

export interface Unbound {
  /** as written: `@id`, `${x}`, `?` */
  readonly text: string;
  /** UTF-16 offset */
  readonly offset: number;
}

/** Operators behind which an attached `@` can only be a parameter's; `<@` is an operator of its own. */
const BEFORE_SIGN: ReadonlySet<string> = new Set([
  "",
  "=",
  "<>",
  "!=",
  ">",
  ">=",
  "<=",
  "+",
  "-",
  "*",
  "/",
  "%",
  "||",
  "&&",
  "@>",
  "~",
  "~*",
  "!~",
  "!~*",
  "~~",
  "~~*",
  "!~~",
  "!~~*",
  "->",
  "->>",
  "#>",
  "#>>",
]);

/** Tokens a parameter can begin with. */
const MAY_START: ReadonlySet<TokenKind> = new Set(["operator", "punctuation", "stray", "word"]);

/** The word of `@word` where the operator token at `index` ends with the sign. */
export function attachedName(text: string, tokens: readonly Token[], index: number): Token | undefined {
  const sign = tokens[index];
  const name = tokens[index + 1];
  if (sign?.kind !== "operator" || name?.kind !== "word" || name.from !== sign.to) return undefined;
  const operator = textOf(text, sign);
  return operator.endsWith("@") && BEFORE_SIGN.has(operator.slice(0, -1)) ? name : undefined;
}

/**
 * The word of `:word` where the colon at `index` is no slice.
 *
 * @param opensSlice whether `a[:n]` is a parameter (a dialect says so) or a slice (PostgreSQL says so)
 */
export function colonName(text: string, tokens: readonly Token[], index: number, opensSlice: boolean): Token | undefined {
  const colon = tokens[index];
  const name = tokens[index + 1];
  if (textOf(text, colon) !== ":" || name?.kind !== "word" || name.from !== colon?.to) return undefined;
  const open = enclosing(text, tokens, index);
  const isSubscript = textOf(text, tokens[open]) === "[" && isSubscriptAt(text, tokens, open);
  return isSubscript && !(opensSlice && open === index - 1) ? undefined : name;
}

/** The first parameter of a statement that no dialect bound. */
export function findUnbound(text: string, tokens: readonly Token[]): Unbound | undefined {
  for (let index = 0; index < tokens.length; index++) {
    const end = unboundEnd(text, tokens, index);
    const first = tokens[index];
    if (first === undefined || end === undefined) continue;
    const from = first.kind === "operator" ? first.to - 1 : first.from;
    return { text: text.slice(from, end), offset: from };
  }
  return placeholder(text, tokens);
}

/** Where the parameter that starts with this token ends; undefined for a token that starts none. */
function unboundEnd(text: string, tokens: readonly Token[], index: number): number | undefined {
  const item = tokens[index];
  const next = tokens[index + 1];
  if (item === undefined || !MAY_START.has(item.kind)) return undefined;
  if (item.kind === "word") return isForeignMacro(text, tokens, index) ? tokens[index + 2]?.to : undefined;
  const shown = textOf(text, item);
  const isAttached = next !== undefined && next.from === item.to;
  const name = attachedName(text, tokens, index) ?? colonName(text, tokens, index, false);
  if (name !== undefined) return name.to;
  if (shown === "{" || shown === "}") return closingBrace(text, tokens, index);
  if (shown === "$" && isAttached) return textOf(text, next) === "{" ? closingBrace(text, tokens, index + 1) : next.to;
  if (item.kind === "operator" && shown.endsWith("#") && isAttached && textOf(text, next) === "{") return closingBrace(text, tokens, index + 1);
  if (item.kind === "operator" && shown.endsWith("%") && isAttached && /^\(\w+\)s\b/.test(text.slice(next.from))) return text.indexOf(")", next.from) + 2;
  // `:'name'` and `:"name"` are psql's, `:1` is Oracle's.
  if (
    shown === ":" &&
    isAttached &&
    (next.kind === "string" || next.kind === "quoted" || next.kind === "number") &&
    textOf(text, tokens[enclosing(text, tokens, index)]) !== "["
  )
    return next.to;
  // `id=?` is one operator token; the jsonpath operator is the only one that ends so.
  if (item.kind === "operator" && shown.length > 1 && shown.endsWith("?") && shown !== "@?") return item.to;
  return undefined;
}

/** A macro that sqlc's own dialect did not take: unknown, or with an argument it does not allow. */
function isForeignMacro(text: string, tokens: readonly Token[], index: number): boolean {
  return keywordOf(text, tokens[index]) === "sqlc" && textOf(text, tokens[index + 1]) === "." && textOf(text, tokens[index + 3]) === "(";
}

function closingBrace(text: string, tokens: readonly Token[], index: number): number {
  let end = index;
  while (end < tokens.length - 1 && textOf(text, tokens[end]) !== "}") end++;
  while (textOf(text, tokens[end + 1]) === "}") end++;
  return tokens[end]?.to ?? text.length;
}

/**
 * A lone `?` (or `%s`) is a jsonb operator (a remainder) between two operands; PostgreSQL's parser
 * tells the difference: a prefix operator, or a mistake just behind it.
 */
function placeholder(text: string, tokens: readonly Token[]): Unbound | undefined {
  const candidates = tokens.filter((item) => textOf(text, item) === "?" || textOf(text, item) === "%");
  if (candidates.length === 0) return undefined;
  const parsed = parseSql(text);
  if (!parsed.ok) {
    const at = tokens.findIndex((item) => item.to > parsed.error.offset);
    const near = at === -1 ? tokens.slice(-2) : tokens.slice(Math.max(0, at - 1), at + 1);
    const found = near.find((item) => candidates.includes(item));
    if (found === undefined) return undefined;
    const word = tokens.find((item) => item.from === found.to && item.kind === "word");
    const isNamed = textOf(text, found) === "%";
    return isNamed && word === undefined ? undefined : { text: text.slice(found.from, isNamed ? word?.to : found.to), offset: found.from };
  }
  let prefix: number | undefined;
  const visit = (node: Tree): void => {
    if (memberOf(node, "lexpr") !== undefined || namesOf(node, "name").at(-1) !== "?" || listOf(node, "name").length !== 1) return;
    const location = locationOf(node);
    if (location !== undefined) prefix = Math.min(prefix ?? Infinity, parsed.unit(location));
  };
  for (const { kind, node } of parsed.statements) walkTree({ [kind]: node }, (found) => found.kind === "A_Expr" && visit(found.node));
  return prefix === undefined ? undefined : { text: "?", offset: prefix };
}

/** Index of the innermost bracket that is open before `index`, -1 for none. */
function enclosing(text: string, tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const shown = textOf(text, tokens[at]);
    if (shown === ")" || shown === "]") depth++;
    else if ((shown === "(" || shown === "[") && depth-- === 0) return at;
  }
  return -1;
}

/** `a[`, not `ARRAY[` nor a bracket inside one. */
function isSubscriptAt(text: string, tokens: readonly Token[], open: number): boolean {
  const before = tokens[open - 1];
  if (before === undefined || keywordOf(text, before) === "array") return false;
  return before.kind === "word" || before.kind === "quoted" || before.kind === "param" || /^[)\]]$/.test(textOf(text, before));
}
