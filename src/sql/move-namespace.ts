/**
 * SQL that is about one namespace, written for another: every name of the first is given the second's.
 * Knows text and where names stand in it. Whether the result does the same is for PostgreSQL to say;
 * a text that might be a name and might be a value is reported, never changed by guess.
 */
import { sha256 } from "../model/hash.ts";
import { identifierOf } from "./identifiers.ts";
import { keywordOf, significantTokens, textOf, type Token } from "./lexer.ts";
import { quoteIdentifier, quoteLiteral } from "./quote.ts";
import { writeIdentifier } from "./write-identifier.ts";

export interface Move {
  readonly from: string;
  readonly to: string;
  /** names in `from` that stay there: what belongs to extensions */
  readonly keep: ReadonlySet<string>;
}

export interface MovedText {
  readonly sql: string;
  /** UTF-16 offsets of texts that mention the namespace, and nobody can tell as what */
  readonly unclear: readonly number[];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Namespaces in which migrations keep what they would lose: each tenant has its own. */
const ARCHIVE = /^selecto_archive_\d/;
const NAME_BYTES = 63;

/** `selecto_archive_20261122150200@acme`; a long name of a tenant is cut, and told apart by its hash. */
function archiveOf(archive: string, tenant: string): string {
  const whole = `${archive}@${tenant}`;
  if (Buffer.byteLength(whole) <= NAME_BYTES) return whole;
  return `${archive}@${sha256(tenant).slice(0, 16)}`;
}

/** Moves every statement of a text; bodies of functions and DO blocks too. */
export function moveNamespace(sql: string, move: Move): MovedText {
  const tokens = significantTokens(sql);
  const edits: Edit[] = [];
  const unclear: number[] = [];
  let start = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && textOf(sql, tokens[at]) !== ";") continue;
    moveStatement({ sql, tokens: tokens.slice(start, at), move, edits, unclear });
    start = at + 1;
  }
  let result = sql;
  for (const { from, to, text } of edits.toReversed()) result = result.slice(0, from) + text + result.slice(to);
  return { sql: result, unclear };
}

interface Work {
  readonly sql: string;
  /** of one statement */
  readonly tokens: readonly Token[];
  readonly move: Move;
  readonly edits: Edit[];
  readonly unclear: number[];
}

function moveStatement(work: Work): void {
  const { sql, tokens, move, edits } = work;
  const word = (at: number): string => keywordOf(sql, tokens[at]);
  const isExtension = /^(?:create|alter|drop|comment)$/.test(word(0)) && (word(1) === "extension" || (word(1) === "on" && word(2) === "extension"));
  if (isExtension) {
    // The database has it once: the first of its tenants makes it, and it stays when one of them goes.
    const [first] = tokens;
    const name = tokens[2];
    const last = tokens.at(-1);
    if (word(0) === "create" && word(2) !== "if" && name !== undefined) edits.push({ from: name.from, to: name.from, text: "if not exists " });
    if (word(0) === "drop" && first !== undefined && last !== undefined) edits.push({ from: first.from, to: last.to, text: "" });
    return;
  }
  // The tenant's namespace is there; who drops it on the way back and who made it is the same package.
  const made = tokens[2];
  if (word(0) === "create" && word(1) === "schema" && made !== undefined && identifierOf(sql, made) === move.from)
    edits.push({ from: made.from, to: made.from, text: "if not exists " });
  const isComment = word(0) === "comment";
  const bodies = bodiesOf(sql, tokens);
  const paths = searchPaths(sql, tokens);
  // The register of an archive holds names, and nothing else.
  const isRegister = word(0) === "insert" && ARCHIVE.test(identifierOf(sql, tokens[2]) ?? "");
  tokens.forEach((token, at) => {
    if (token.kind === "string") {
      if (bodies.has(at)) moveBody(work, token);
      else if (isRegister) moveName(work, token);
      else if (paths.has(at)) {
        if (valueOf(textOf(sql, token)) === move.from) edits.push({ from: token.from, to: token.to, text: quoteLiteral(move.to) });
        else if (mentions(valueOf(textOf(sql, token)), move.from)) work.unclear.push(token.from);
      } else if (!isComment || textOf(sql, tokens[at + 1]) !== "") moveLiteral(work, at);
    } else if (ARCHIVE.test(identifierOf(sql, token) ?? "")) {
      edits.push({ from: token.from, to: token.to, text: quoteIdentifier(archiveOf(identifierOf(sql, token) ?? "", move.to)) });
    } else if (identifierOf(sql, token) === move.from && isNamespace(work, at, paths)) {
      // As it was written, so that the text of a function reads as before but for the name.
      edits.push({ from: token.from, to: token.to, text: token.kind === "word" ? writeIdentifier(move.to) : quoteIdentifier(move.to) });
    }
  });
}

/** `public.users`, `SCHEMA public`, and an element of a search_path; not PUBLIC the role, nor an alias or a column. */
function isNamespace({ sql, tokens, move }: Work, at: number, paths: ReadonlySet<number>): boolean {
  const before = textOf(sql, tokens[at - 1]);
  if (before === ".") return false;
  if (textOf(sql, tokens[at + 1]) === ".") {
    const named = tokens[at + 2];
    return !move.keep.has(identifierOf(sql, named) ?? textOf(sql, named));
  }
  if (paths.has(at)) return true;
  let first = at;
  while (textOf(sql, tokens[first - 1]) === "," && identifierOf(sql, tokens[first - 2]) !== undefined) first -= 2;
  let keyword = keywordOf(sql, tokens[first - 1]);
  if (keyword === "exists") keyword = keywordOf(sql, tokens[first - (keywordOf(sql, tokens[first - 2]) === "not" ? 4 : 3)]);
  return keyword === "schema" || (keyword === "to" && isRenaming(sql, tokens, first));
}

/** ALTER SCHEMA ... RENAME TO public */
function isRenaming(sql: string, tokens: readonly Token[], at: number): boolean {
  return keywordOf(sql, tokens[1]) === "schema" && keywordOf(sql, tokens[at - 2]) === "rename";
}

/** Indexes of the members of every `search_path = a, b` or `search_path TO 'a', 'b'`. */
function searchPaths(sql: string, tokens: readonly Token[]): Set<number> {
  const found = new Set<number>();
  tokens.forEach((token, start) => {
    if (keywordOf(sql, token) !== "search_path" || !/^(?:=|to)$/i.test(textOf(sql, tokens[start + 1]))) return;
    for (let at = start + 2; tokens[at] !== undefined; at += 2) {
      found.add(at);
      if (textOf(sql, tokens[at + 1]) !== ",") return;
    }
  });
  return found;
}

/** Indexes of the strings that are code: behind AS of a function or procedure, behind DO. */
function bodiesOf(sql: string, tokens: readonly Token[]): Set<number> {
  const found = new Set<number>();
  const head = tokens.slice(0, 4).map((token) => keywordOf(sql, token));
  if (head[0] === "do") tokens.forEach((token, at) => token.kind === "string" && keywordOf(sql, tokens[at - 1]) !== "language" && found.add(at));
  if (head[0] !== "create" || !(head.includes("function") || head.includes("procedure"))) return found;
  tokens.forEach((token, at) => token.kind === "string" && keywordOf(sql, tokens[at - 1]) === "as" && found.add(at));
  return found;
}

function moveBody({ sql, move, edits, unclear }: Work, token: Token): void {
  const raw = textOf(sql, token);
  const tag = /^\$[^$]*\$/.exec(raw)?.[0];
  const code = tag === undefined ? valueOf(raw) : raw.slice(tag.length, -tag.length);
  const moved = moveNamespace(code, move);
  if (moved.unclear.length > 0) unclear.push(token.from + (tag === undefined ? 0 : tag.length + (moved.unclear[0] ?? 0)));
  if (moved.sql === code) return;
  const stays = tag !== undefined && !moved.sql.includes(tag);
  edits.push({ from: token.from, to: token.to, text: stays ? `${tag}${moved.sql}${tag}` : quoteLiteral(moved.sql) });
}

const REGISTERED = /^reg(?:class|type|proc|procedure|oper|operator|config|dictionary|collation)$/;
const NAMING = /^(?:nextval|currval|setval|to_regclass|to_regtype|to_regproc|to_regprocedure|pg_get_serial_sequence)$/;
/** Where these are, a mere name of a namespace in quotes is one. */
const CATALOG = /^(?:table_schema|schema_name|schemaname|nspname|routine_schema|current_schema|regnamespace|to_regnamespace|set_config)$/;

/** A text in quotes that is the name of something. */
function moveName({ sql, move, edits }: Work, token: Token): void {
  const value = valueOf(textOf(sql, token));
  const moved = moveNamespace(value, move);
  if (moved.sql !== value) edits.push({ from: token.from, to: token.to, text: quoteLiteral(moved.sql) });
}

function moveLiteral(work: Work, at: number): void {
  const { sql, tokens, move, unclear } = work;
  const token = tokens[at];
  if (token === undefined) return;
  const value = valueOf(textOf(sql, token));
  const cast = textOf(sql, tokens[at + 1]) === "::" ? keywordOf(sql, tokens[at + 2]) : "";
  const called = textOf(sql, tokens[at - 1]) === "(" ? keywordOf(sql, tokens[at - 2]) : "";
  if (REGISTERED.test(cast) || NAMING.test(called)) moveName(work, token);
  else if (mentions(value, move.from) || (value === move.from && tokens.some((one) => CATALOG.test(keywordOf(sql, one))))) unclear.push(token.from);
}

/** Whether a text holds the name as one that qualifies another. */
function mentions(text: string, namespace: string): boolean {
  const tokens = significantTokens(text);
  return tokens.some((token, at) => identifierOf(text, token) === namespace && textOf(text, tokens[at + 1]) === "." && textOf(text, tokens[at - 1]) !== ".");
}

/** What a string constant stands for. Escapes stay as they are: a name holds none. */
function valueOf(raw: string): string {
  const tag = /^\$[^$]*\$/.exec(raw)?.[0];
  if (tag !== undefined) return raw.slice(tag.length, -tag.length);
  return raw
    .replace(/^[a-zA-Z&]*'/, "")
    .replace(/'$/, "")
    .replaceAll("''", "'");
}
