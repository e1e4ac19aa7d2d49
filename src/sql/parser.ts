/**
 * The one seam to libpg-query: PostgreSQL's own parser as WebAssembly. Loads it once, turns its byte
 * offsets into UTF-16 offsets and its failures into values. Knows nothing about what statements mean.
 */
import { byteOffsets, codePointOffset } from "./offsets.ts";
import { isTree, type Tree, unwrapNode } from "./tree.ts";

export interface SyntaxProblem {
  /** PostgreSQL's message: `syntax error at or near "form"` */
  readonly message: string;
  /** UTF-16 offset in the text that was parsed */
  readonly offset: number;
}

export interface ParsedStatement {
  /** PostgreSQL's name of the node: `SelectStmt` */
  readonly kind: string;
  readonly node: Tree;
  /** UTF-16 range up to the semicolon; white space and comments may be included at both ends */
  readonly from: number;
  readonly to: number;
}

export type Parsed =
  | {
      readonly ok: true;
      readonly statements: readonly ParsedStatement[];
      /** byte offset of the tree to UTF-16 offset */ readonly unit: (byte: number) => number;
    }
  | { readonly ok: false; readonly error: SyntaxProblem };

let library: typeof import("libpg-query") | undefined;
let last: { readonly text: string; readonly parsed: Parsed } | undefined;

/** Loads the parser (about 60 ms, once per process). Every other function of this room that parses is synchronous and needs it. */
export async function loadParser(): Promise<void> {
  const loading = library ?? (await import("libpg-query"));
  await loading.loadModule();
  library = loading;
}

/** @throws Error when {@link loadParser} was not awaited: that is a bug. */
function parserLibrary(): typeof import("libpg-query") {
  if (library === undefined) throw new Error("the SQL parser is not loaded: await loadParser() first");
  return library;
}

/** Trees of whole dumps are too large to be kept. */
const REMEMBERED_LENGTH = 65_536;

/** Parses any number of statements. The last text is remembered, because a text is often asked about twice in a row. */
export function parseSql(text: string): Parsed {
  if (last?.text === text) return last.parsed;
  const parsed = parseAnew(text);
  if (text.length <= REMEMBERED_LENGTH) last = { text, parsed };
  return parsed;
}

function parseAnew(text: string): Parsed {
  const parser = parserLibrary();
  if (text === "") return { ok: true, statements: [], unit: () => 0 };
  const nul = text.indexOf("\0");
  if (nul !== -1) return { ok: false, error: { message: 'invalid byte sequence for encoding "UTF8": 0x00', offset: nul } };
  try {
    const unit = byteOffsets(text);
    const statements = parser.parseSync(wellFormed(text)).stmts ?? [];
    return {
      ok: true,
      unit,
      statements: statements.flatMap((raw) => {
        const found = isTree(raw.stmt) ? unwrapNode(raw.stmt) : undefined;
        if (found === undefined) return [];
        const start = raw.stmt_location ?? 0;
        return [{ ...found, from: unit(start), to: raw.stmt_len === undefined || raw.stmt_len === 0 ? text.length : unit(start + raw.stmt_len) }];
      }),
    };
  } catch (error) {
    return { ok: false, error: problemOf(error, text) };
  }
}

/**
 * The parts of a plpgsql body, from its CREATE FUNCTION or DO statement, or undefined where the
 * parser gives up (it does on `%TYPE`, for instance).
 */
export function parsePlpgsql(statement: string): Tree | undefined {
  const parser = parserLibrary();
  if (statement.includes("\0")) return undefined;
  try {
    const parsed: unknown = parser.parsePlPgSQLSync(wellFormed(statement));
    return isTree(parsed) ? parsed : undefined;
  } catch (error) {
    // Only a crash of the WebAssembly module is no answer about the text.
    if (error instanceof Error && error.name === "RuntimeError") throw error;
    return undefined;
  }
}

/** PostgreSQL's number for a keyword that cannot be a name without quotes. */
const RESERVED = 4;
const reserved = new Map<string, boolean>();

/** Whether an unquoted word can never be the name of a column or relation (`select`, `order`). */
export function isReservedWord(word: string): boolean {
  if (!/^[a-z_]+$/.test(word)) return false;
  let known = reserved.get(word);
  if (known === undefined) {
    known = parserLibrary().scanSync(word).tokens[0]?.keywordKind === RESERVED;
    reserved.set(word, known);
  }
  return known;
}

/** A lone surrogate has no UTF-8 form and would shift every offset behind it; the replacement is one unit as well. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function problemOf(error: unknown, text: string): SyntaxProblem {
  const { hasSqlDetails } = parserLibrary();
  // PostgreSQL's own errors count characters, unlike its parse tree.
  if (hasSqlDetails(error)) return { message: error.message, offset: codePointOffset(text, error.sqlDetails?.cursorPosition ?? 0) };
  // Thousands of chained operators are too deep for the call stack; the parser itself survives.
  if (error instanceof RangeError) return { message: "nested too deeply to be parsed", offset: 0 };
  throw error;
}
