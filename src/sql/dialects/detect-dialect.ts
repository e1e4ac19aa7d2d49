/** The dialect of a file by evidence in it, for files whose dialect nobody declared. */
import type { QueryDialect } from "../../model/subject.ts";
import { type Token, textOf } from "../lexer.ts";
import { usesSqlc } from "./sqlc.ts";
import { attachedName } from "./unbound.ts";

const SQLC_COMMENT = /^(?:--|\/\*)\s*name\s*:\s*\S+\s+:[a-z]+/;
const PGTYPED_COMMENT = /^\/\*[^]*@name\s+\w/;

/**
 * `sqlc` for its macros, or its `-- name: X :one` together with `@param`; `pgtyped` for a comment with
 * `@name X`; else undefined, and a parameter other than `$n` is then unbound.
 *
 * @param tokens all tokens of the file, with comments
 */
export function detectDialect(text: string, tokens: readonly Token[]): QueryDialect | undefined {
  const comments = tokens.filter((item) => item.kind === "comment").map((item) => textOf(text, item));
  if (comments.some((comment) => PGTYPED_COMMENT.test(comment))) return "pgtyped";
  const significant = tokens.filter((item) => item.kind !== "comment");
  if (usesSqlc(text, significant)) return "sqlc";
  const hasSign = significant.some((_, index) => attachedName(text, significant, index) !== undefined);
  return hasSign && comments.some((comment) => SQLC_COMMENT.test(comment)) ? "sqlc" : undefined;
}
