/** The FROM clause of a probe: the source table, the joins a draft needs, each behind the one it starts at, and its query members. */
import { quoteIdentifier } from "../../sql/quote.ts";
import { tableAlias, tableSql } from "./table-name.ts";
import { joinName, type Join } from "../graph/types.ts";
import { fail, type Draft } from "./draft.ts";
import { joinSql } from "./join-clause.ts";
import { memberClauses } from "./member-clause.ts";

/** What stands around a list of expressions. */
export interface Surrounding {
  /** `WITH ... `, or nothing */
  readonly front: string;
  readonly from: string;
}

/** Also notes the problem of any join on the way. */
export function fromClause(draft: Draft): Surrounding {
  const tables = tablesOf(draft);
  const { front, joins } = memberClauses(draft);
  return { front, from: tables + joins };
}

function tablesOf(draft: Draft): string {
  const table = draft.graph.root.table;
  if (table === undefined) return fail(draft, { code: "domain-structure", message: "the domain has no source table", next: "Write source.source_table." });
  const root = draft.rootAlias === tableAlias(table) ? tableSql(table) : `${tableSql(table)} AS ${quoteIdentifier(draft.rootAlias)}`;
  const needed = new Set<Join>();
  for (const join of draft.joins) for (let at: Join | undefined = join; at !== undefined; at = at.parent) needed.add(at);
  const ordered = [...needed].toSorted((a, b) => depth(a) - depth(b) || compare(joinName(a), joinName(b)));
  const aliases = new Map<string, Join>();
  const clauses: string[] = [];
  for (const join of ordered) {
    const same = aliases.get(join.alias);
    // An implicit step of two chains is one join.
    if (same !== undefined && same.implicit && join.implicit && same.association === join.association && same.parent === join.parent) continue;
    aliases.set(join.alias, join);
    clauses.push(joinSql(draft, join, clauses.length + 1));
  }
  return [root, ...clauses].join(" ");
}

function depth(join: Join): number {
  let count = 0;
  for (let at: Join | undefined = join; at !== undefined; at = at.parent) count++;
  return count;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `SELECT expression FROM ... rest`. */
export function selectStatement(draft: Draft, expression: string, rest = ""): string {
  const { front, from } = fromClause(draft);
  return `${front}SELECT ${expression} FROM ${from}${rest === "" ? "" : ` ${rest}`}`;
}
