/**
 * What the text of a step says about running it, from its tokens alone: where its statements end,
 * whether it controls transactions itself, whether it refuses to run in one. Refuses to know what the
 * statements do.
 */
import { directiveOf } from "./directive.ts";
import { identifierOf } from "../../sql/identifiers.ts";
import { keywordOf, significantTokens, textOf, type Token } from "../../sql/lexer.ts";
import type { StepMode } from "../../model/migration.ts";

/** The tokens of each top-level statement, without its semicolon. */
export function statementsIn(sql: string): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  let parentheses = 0;
  // the body of a BEGIN ATOMIC function holds semicolons; CASE has an END of its own
  let atomic = 0;
  let before = "";
  for (const token of significantTokens(sql)) {
    const word = keywordOf(sql, token);
    const mark = token.kind === "punctuation" ? textOf(sql, token) : "";
    if (word === "atomic" && before === "begin") atomic = 1;
    else if (atomic > 0 && word === "case") atomic++;
    else if (atomic > 0 && word === "end") atomic--;
    if (mark === "(") parentheses++;
    if (mark === ")") parentheses--;
    before = word;
    if (mark === ";" && parentheses <= 0 && atomic === 0) {
      if (current.length > 0) statements.push(current);
      current = [];
      parentheses = 0;
    } else current.push(token);
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

const TRANSACTION_CONTROL = new Set(["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"]);

/**
 * The first statement that controls the transaction (`COMMIT`, `PREPARE TRANSACTION`, ...), as a
 * reader says it: a step with one would tear the migration apart.
 */
export function transactionControlIn(sql: string): string | undefined {
  for (const tokens of statementsIn(sql)) {
    const first = keywordOf(sql, tokens[0]);
    if (TRANSACTION_CONTROL.has(first) || (first === "prepare" && keywordOf(sql, tokens[1]) === "transaction")) return first.toUpperCase();
  }
  return undefined;
}

export interface QualifiedName {
  readonly namespace?: string;
  readonly name: string;
}

/** A statement that must not be in a transaction with others, and what is known about resuming it. */
export type LoneStatement =
  | { readonly kind: "create-index"; readonly index: QualifiedName | undefined; readonly table: QualifiedName | undefined }
  | { readonly kind: "drop-index"; readonly indexes: readonly QualifiedName[] }
  | { readonly kind: "detach-partition"; readonly table: QualifiedName; readonly partition: QualifiedName }
  /** ALTER TYPE ... ADD VALUE: runs in a transaction, but its value is of use only after the commit */
  | { readonly kind: "add-enum-value" }
  /** running it once more does no harm */
  | { readonly kind: "repeatable" }
  /** whether it ran cannot be seen */
  | { readonly kind: "other" };

const REPEATABLE = new Set(["vacuum", "analyze", "reindex", "checkpoint", "cluster"]);
const NEVER_IN_TRANSACTION = new Set(["vacuum", "checkpoint"]);

/** How a `no-tx` step is run and resumed. */
export function loneStatement(sql: string): LoneStatement {
  const [tokens, second] = statementsIn(sql);
  if (tokens === undefined || second !== undefined) return { kind: "other" };
  const words = tokens.map((token) => keywordOf(sql, token));
  const at = (index: number): QualifiedName | undefined => readName(sql, tokens, index)?.name;
  const concurrently = words.indexOf("concurrently");
  if (words[0] === "create" && concurrently > 0 && words[concurrently - 1] === "index") {
    const on = words.indexOf("on", concurrently);
    const named = skipPhrase(words, concurrently + 1, ["if", "not", "exists"]);
    const table = skipPhrase(words, on + 1, ["only"]);
    // without a name, the word after CONCURRENTLY is ON itself
    return { kind: "create-index", index: named === on ? undefined : at(named), table: at(table) };
  }
  if (words[0] === "drop" && words[1] === "index" && words[2] === "concurrently")
    return { kind: "drop-index", indexes: readNames(sql, tokens, skipPhrase(words, 3, ["if", "exists"])) };
  const detach = words.indexOf("detach");
  if (words[0] === "alter" && words[1] === "table" && detach > 0 && words[detach + 1] === "partition" && words.includes("concurrently", detach)) {
    const table = at(skipPhrase(words, skipPhrase(words, 2, ["if", "exists"]), ["only"]));
    const partition = at(detach + 2);
    if (table !== undefined && partition !== undefined) return { kind: "detach-partition", table, partition };
  }
  if (words[0] === "alter" && words[1] === "type" && words.some((word, index) => word === "add" && words[index + 1] === "value"))
    return { kind: "add-enum-value" };
  if (REPEATABLE.has(words[0] ?? "") || (words[0] === "alter" && words[1] === "system")) return { kind: "repeatable" };
  return { kind: "other" };
}

/** The mode a step asks for or needs, for steps whose facts nobody has traced (written or edited by hand). */
export function modeOf(sql: string): StepMode {
  const directive = directiveOf(sql);
  if (directive !== undefined && directive.kind !== "unreadable") return directive.kind;
  const lone = loneStatement(sql);
  if (lone.kind === "create-index" || lone.kind === "drop-index" || lone.kind === "detach-partition") return "no-tx";
  const [tokens] = statementsIn(sql);
  const words = (tokens ?? []).map((token) => keywordOf(sql, token));
  const first = words[0] ?? "";
  if (NEVER_IN_TRANSACTION.has(first) || (first === "reindex" && words.includes("concurrently")) || (first === "alter" && words[1] === "system"))
    return "no-tx";
  return (first === "create" || first === "drop") && (words[1] === "database" || words[1] === "tablespace") ? "no-tx" : "tx";
}

function skipPhrase(words: readonly string[], at: number, phrase: readonly string[]): number {
  return phrase.every((word, index) => words[at + index] === word) ? at + phrase.length : at;
}

function readName(sql: string, tokens: readonly Token[], at: number): { name: QualifiedName; next: number } | undefined {
  const first = identifierOf(sql, tokens[at]);
  if (first === undefined) return undefined;
  if (textOf(sql, tokens[at + 1]) !== ".") return { name: { name: first }, next: at + 1 };
  const second = identifierOf(sql, tokens[at + 2]);
  return second === undefined ? undefined : { name: { namespace: first, name: second }, next: at + 3 };
}

function readNames(sql: string, tokens: readonly Token[], start: number): QualifiedName[] {
  const names: QualifiedName[] = [];
  for (let at = start; ; at++) {
    const read = readName(sql, tokens, at);
    if (read === undefined) return names;
    names.push(read.name);
    at = read.next;
    if (textOf(sql, tokens[at]) !== ",") return names;
  }
}

const ROW_WORDS = new Set(["insert", "update", "delete", "merge", "copy", "with", "select", "do", "call", "truncate", "execute"]);

/** Whether a step has statements whose work is on rows, or could be: a comparison of schemas does not see it. */
export function touchesRows(sql: string): boolean {
  return statementsIn(sql).some((tokens) => ROW_WORDS.has(keywordOf(sql, tokens[0])));
}
