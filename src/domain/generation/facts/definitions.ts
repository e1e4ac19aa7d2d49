/** Definitions as PostgreSQL prints them (keys, foreign keys, indexes, checks of allowed values) to names and values. Tokens only; what is not in a known form is left out. */
import { identifierOf } from "../../../sql/identifiers.ts";
import { keywordOf, significantTokens, textOf, type Token } from "../../../sql/lexer.ts";

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
}

const readerOf = (text: string): Reader => ({ text, tokens: significantTokens(text) });

const isText = ({ text, tokens }: Reader, at: number, wanted: string): boolean => textOf(text, tokens[at]) === wanted;

/** The names between the parenthesis at `at` and its end; `undefined` when something else stands there. */
function namesIn(reader: Reader, at: number): { names: string[]; end: number } | undefined {
  if (!isText(reader, at, "(")) return undefined;
  const names: string[] = [];
  for (let index = at + 1; index < reader.tokens.length; index += 2) {
    const name = identifierOf(reader.text, reader.tokens[index]);
    if (name === undefined) return undefined;
    names.push(name);
    if (isText(reader, index + 1, ")")) return { names, end: index + 1 };
    if (!isText(reader, index + 1, ",")) return undefined;
  }
  return undefined;
}

const openAt = (reader: Reader, from: number): number => reader.tokens.findIndex((_, index) => index >= from && isText(reader, index, "("));

/** `PRIMARY KEY (a, b)`, `UNIQUE NULLS NOT DISTINCT (a)`. */
export function readKeyColumns(definition: string): readonly string[] {
  const reader = readerOf(definition);
  return namesIn(reader, openAt(reader, 0))?.names ?? [];
}

/** `FOREIGN KEY (a) REFERENCES public.t(b) ON DELETE ...` */
export function readForeignKey(
  definition: string,
): { readonly columns: readonly string[]; readonly table: readonly [string, string]; readonly targetColumns: readonly string[] } | undefined {
  const reader = readerOf(definition);
  const from = namesIn(reader, openAt(reader, 0));
  if (from === undefined || keywordOf(reader.text, reader.tokens[from.end + 1]) !== "references") return undefined;
  const first = identifierOf(reader.text, reader.tokens[from.end + 2]);
  const qualified = isText(reader, from.end + 3, ".");
  const second = qualified ? identifierOf(reader.text, reader.tokens[from.end + 4]) : first;
  const to = namesIn(reader, openAt(reader, from.end + 2));
  if (first === undefined || second === undefined || to === undefined) return undefined;
  return { columns: from.names, table: [qualified ? first : "public", second], targetColumns: to.names };
}

/** Leading plain columns of an index. `whole`: it has no other members; `partial`: it holds only some rows. */
export function readIndex(definition: string): {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly partial: boolean;
  readonly whole: boolean;
} {
  const reader = readerOf(definition);
  const words = reader.tokens.map((item) => keywordOf(reader.text, item));
  const columns: string[] = [];
  let depth = 0;
  let whole = true;
  let plain = true;
  let member: string | undefined;
  let end = reader.tokens.length;
  for (let index = openAt(reader, 0); index >= 0 && index < reader.tokens.length; index++) {
    const text = textOf(reader.text, reader.tokens[index]);
    if (text === "(") depth++;
    if (depth === 1 && (text === "," || text === ")")) {
      if (member !== undefined && plain) columns.push(member);
      else whole = plain = false;
      member = undefined;
      if (text === ")") {
        end = index;
        break;
      }
    } else if (depth === 1 && text !== "(") {
      if (member === undefined) member = identifierOf(reader.text, reader.tokens[index]) ?? "";
    } else if (depth > 1) {
      // An expression: what stands before its parenthesis is no column.
      if (text === "(") whole = plain = false;
    }
    if (text === ")") depth--;
  }
  return { columns, unique: words[1] === "unique", partial: words.slice(end).includes("where"), whole: whole && columns.length > 0 };
}

/** `CHECK (status = ANY (ARRAY['a', 'b']))`, which is how `IN ('a', 'b')` is printed: column and values. */
export function checkedValues(definition: string): [string, readonly string[]][] {
  const { text, tokens } = readerOf(definition);
  const words = tokens.map((item) => keywordOf(text, item));
  const any = words.indexOf("any");
  const before = tokens.slice(0, Math.max(0, any)).map((item) => textOf(text, item));
  // One comparison only: with AND, OR or NOT the list says something else; with a function as well.
  if (!before.includes("=") || words.some((word) => word === "and" || word === "or" || word === "not")) return [];
  const column = tokens.slice(1, any).find((item) => item.kind === "word" || item.kind === "quoted");
  const name = identifierOf(text, column);
  const isCall = tokens.some((item, index) => item === column && textOf(text, tokens[index + 1]) === "(");
  const values = tokens.slice(any).flatMap((item) => (item.kind === "string" ? [textOf(text, item).slice(1, -1).replaceAll("''", "'")] : []));
  return name === undefined || isCall || values.length === 0 ? [] : [[name, values]];
}
