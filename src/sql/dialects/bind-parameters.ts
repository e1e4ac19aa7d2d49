/**
 * One statement as PostgreSQL can be asked about it: a dialect's parameters rewritten to `$n`, with
 * the edits that lead back. What stays unbound is told, so that it never reaches PostgreSQL.
 */
import { applyEdits, originalOffset, type TextEdit } from "../../model/position.ts";
import type { QueryDialect, QueryParameter } from "../../model/subject.ts";
import { significantTokens } from "../lexer.ts";
import { numberedParameters, type Rewriting } from "./parameters.ts";
import { rewritePgtyped } from "./pgtyped.ts";
import { rewriteSqlc } from "./sqlc.ts";
import { findUnbound, type Unbound } from "./unbound.ts";

export interface BoundText {
  readonly sql: string;
  readonly edits: readonly TextEdit[];
  readonly parameters: readonly QueryParameter[];
  /** a parameter no dialect bound, with its offset in the text as written */
  readonly unbound?: Unbound;
}

/**
 * Rewrites the parameters of one statement.
 *
 * @param dialect declared, or known by evidence; undefined when nothing is known. Only a declared
 *   `postgresql` lets `@id` be PostgreSQL's operator.
 * @param annotations comments before the statement (pgtyped declares its expansions there)
 */
export function bindParameters(text: string, dialect: QueryDialect | undefined, annotations: readonly string[] = []): BoundText {
  const tokens = significantTokens(text);
  const { edits, parameters } = rewrite(text, tokens, dialect, annotations);
  const sql = applyEdits(text, edits);
  const unbound = dialect === "postgresql" ? undefined : findUnbound(sql, edits.length === 0 ? tokens : significantTokens(sql));
  return { sql, edits, parameters, ...(unbound !== undefined && { unbound: { ...unbound, offset: originalOffset(unbound.offset, edits) } }) };
}

function rewrite(text: string, tokens: ReturnType<typeof significantTokens>, dialect: QueryDialect | undefined, annotations: readonly string[]): Rewriting {
  if (dialect === "sqlc") return rewriteSqlc(text, tokens);
  if (dialect === "pgtyped") return rewritePgtyped(text, tokens, annotations);
  return { edits: [], parameters: numberedParameters(text, tokens).map((number) => ({ number })) };
}
