/**
 * Where a name stands in a statement and what it is there, so that a user's text can be edited after
 * a rename. Knows text and parse tree; whether an `email` is the `email` that was renamed is for
 * PostgreSQL to say.
 */
import { identifierOf } from "./identifiers.ts";
import { type IdentifierRole, identifierRoles } from "./identifier-roles.ts";
import { significantTokens } from "./lexer.ts";
import { parseSql } from "./parser.ts";
import { type SelectOutput, selectOutputs, type TokenText } from "./select-outputs.ts";

export interface IdentifierUse {
  /** UTF-16 range of the token, quotes included */
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
  readonly role: IdentifierRole;
  /** parts before it (`["u"]` of `u.email`), or the relation whose column is written */
  readonly qualifier: readonly string[];
  /** set where this identifier names an output of a select list that has no alias */
  readonly output?: Omit<SelectOutput, "named">;
}

/**
 * Every identifier token equal to `name` (as PostgreSQL stores it: folded, without quotes), in order.
 * In a text that does not parse every role is `other`.
 */
export function findIdentifiers(sql: string, name: string): IdentifierUse[] {
  const tokens = significantTokens(sql);
  const wanted = tokens.flatMap((item, index) => (identifierOf(sql, item) === name ? [{ item, index }] : []));
  if (wanted.length === 0) return [];
  const parsed = parseSql(sql);
  const statements = parsed.ok ? parsed.statements : [];
  const indexes = new Map(tokens.map((item, index) => [item.from, index]));
  const source: TokenText = { text: sql, tokens, indexAt: (byte) => (byte === undefined || !parsed.ok ? -1 : (indexes.get(parsed.unit(byte)) ?? -1)) };
  const roles = new Map(statements.flatMap((statement) => [...identifierRoles(source, statement)]));
  const outputs = new Map(statements.flatMap((statement) => selectOutputs(source, statement).map((output) => [output.named, output] as const)));
  return wanted.map(({ item, index }) => {
    const output = outputs.get(item.from);
    return {
      from: item.from,
      to: item.to,
      quoted: item.kind === "quoted",
      ...(roles.get(index) ?? { role: "other", qualifier: [] }),
      ...(output !== undefined && { output: { position: output.position, nested: output.nested, end: output.end } }),
    };
  });
}
