/**
 * Names that opaque code mentions: DO blocks and function bodies in strings, which no database
 * analyses before they run. Too many names rather than too few; what they mean is for others to find.
 */
import { identifierOf } from "./identifiers.ts";
import { nextToken, textOf } from "./lexer.ts";
import { isReservedWord, parsePlpgsql } from "./parser.ts";
import { isTree, type Tree } from "./tree.ts";

/** Strings inside strings: EXECUTE of a text that quotes a text. Deeper nesting is left unread. */
const DEEPEST = 4;

/**
 * Identifiers a DO block or CREATE FUNCTION / PROCEDURE statement (or a bare body) mentions, in lower
 * case and sorted. The expressions of a plpgsql body count where PostgreSQL's plpgsql parser can read
 * it, else every word; words in strings count as well, because dynamic SQL is made of them.
 */
export function mentionedNames(sql: string): string[] {
  const names = new Set<string>();
  const expressions = plpgsqlQueries(sql);
  if (expressions === undefined) collect(sql, names, DEEPEST);
  else {
    for (const text of expressions) collect(text, names, DEEPEST);
    // Argument and result types stand outside the body.
    collect(sql, names, 0);
  }
  return [...names].toSorted();
}

/** Queries, expressions and declared types of a plpgsql body, from its CREATE FUNCTION or DO; undefined for a body in another language. */
export function plpgsqlQueries(statement: string): string[] | undefined {
  const body: Tree | undefined = parsePlpgsql(statement);
  const texts: string[] = [];
  let hasAction = false;
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value);
    else if (isTree(value)) {
      for (const [key, member] of Object.entries(value)) {
        hasAction ||= key === "action";
        if ((key === "query" || key === "typname") && typeof member === "string") texts.push(member);
        // Variables that plpgsql itself declares (FOUND, TG_NAME of type "name") have no line.
        else if (!(key === "PLpgSQL_var" && isTree(member) && member["lineno"] === undefined)) open.push(member);
      }
    }
  }
  return hasAction ? texts : undefined;
}

/** @param depth how many strings inside strings to read; 0 for none */
function collect(text: string, names: Set<string>, depth: number): void {
  let afterDot = false;
  for (let token = nextToken(text, 0); token !== undefined; token = nextToken(text, token.to)) {
    const name = identifierOf(text, token);
    // After a dot even SELECT may be a column.
    if (name !== undefined && (token.kind === "quoted" || afterDot || !isReservedWord(name))) names.add(name.toLowerCase());
    if (token.kind === "string" && depth > 0) collect(stringContent(textOf(text, token)), names, depth - 1);
    if (token.kind !== "comment") afterDot = textOf(text, token) === ".";
  }
}

function stringContent(literal: string): string {
  const dollar = /^\$[^$]*\$/.exec(literal)?.[0];
  if (dollar !== undefined) return literal.slice(dollar.length, literal.endsWith(dollar) ? -dollar.length : undefined);
  return literal
    .replace(/^[^']*'/, "")
    .replace(/'$/, "")
    .replaceAll("''", "'");
}
