/**
 * Flags that say something of columns of the declared schema: `--fill`, `--using`, `--using-down`. They name a column
 * alike and are refused alike: for a name that is not there, one given twice, and a text that is no expression.
 * Whether an expression makes sense is PostgreSQL's to say.
 */
import { assignmentWord, findNamed } from "../model/column-name.ts";
import { SelectoError } from "../model/error.ts";
import { givenTwice, saysTheSame } from "../model/flag-twice.ts";
import { kindOf, nameOf, type NodeKey } from "../model/identity.ts";
import type { SchemaState } from "../model/schema-state.ts";
import { parseSql } from "../sql/index.ts";

export type ColumnFlag = "--fill" | "--using" | "--using-down";

/** SQL expressions by the key of their column. */
export type ColumnExpressions = ReadonlyMap<NodeKey, string>;

/** A name and an expression, as they were typed. */
export type ColumnPair = readonly [column: string, expression: string];

/** @throws SelectoError `column-unknown`, `flag-twice`, `usage`: nothing was done */
export function readColumnFlag(
  flag: ColumnFlag,
  pairs: readonly ColumnPair[],
  to: Pick<SchemaState, "facts">,
  namespaces: readonly string[],
): ColumnExpressions {
  const columns = to.facts.filter(({ key, parent = "" }) => kindOf(key) === "column" && kindOf(parent) === "table").map(({ key }) => key);
  const read = new Map<NodeKey, string>();
  for (const [name, expression] of pairs) {
    const found = findNamed(name, columns, namespaces);
    if (!("key" in found)) throw unknownColumn(flag, name, found.nearest);
    const { key } = found;
    const before = read.get(key);
    if (before !== undefined && !saysTheSame(before, expression)) throw givenTwice(flag, nameOf(key), before, expression);
    requireExpression(flag, key, expression);
    read.set(key, expression);
  }
  return read;
}

/** `--using "users.tags=..."`, to be copied. */
export function flagWord(flag: ColumnFlag, key: NodeKey, expression = "..."): string {
  return `${flag} ${assignmentWord(key, expression)}`;
}

/** A flag that changes nothing was meant for something else. */
export function nothingToDo(flag: string, name: string, why: string): SelectoError {
  return new SelectoError({
    code: "flag-without-effect",
    what: `${flag} ${name} has nothing to do`,
    why: `${why}; nothing was written`,
    next: "the same command without it",
  });
}

function unknownColumn(flag: ColumnFlag, name: string, nearest: NodeKey | undefined): SelectoError {
  return new SelectoError({
    code: "column-unknown",
    what: `${flag} ${name}: that is no column`,
    why: nearest === undefined ? "no table of the declared schema has a column with a name like it" : `the nearest name is ${nameOf(nearest)}`,
    next: nearest === undefined ? `${flag} users.email=...` : flagWord(flag, nearest),
  });
}

function requireExpression(flag: ColumnFlag, key: NodeKey, expression: string): void {
  const parsed = parseSql(`select (${expression}\n)`);
  if (parsed.ok && parsed.statements.length === 1) return;
  throw new SelectoError({
    code: "usage",
    what: `${flag} ${nameOf(key)}: that is no SQL expression`,
    why: parsed.ok ? "it is more than one statement" : parsed.error.message,
    next: `${flagWord(flag, key)}  (one SQL expression, as behind SELECT)`,
  });
}
