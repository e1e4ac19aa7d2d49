/** Statements of a SQL text, each known to parse, and the errors of those that do not. */
import { cutStatements } from "./cut-statements.ts";
import { nextToken } from "./lexer.ts";
import { type ParsedStatement, parseSql } from "./parser.ts";

export interface Statement {
  /** without the closing semicolon, without comments around it */
  readonly text: string;
  /** UTF-16 offset of the first token in the whole text */
  readonly offset: number;
}

export interface StatementError {
  /** PostgreSQL's message */
  readonly message: string;
  /** UTF-16 offset in the whole text where PostgreSQL points */
  readonly offset: number;
  /** the text that does not parse */
  readonly statement: Statement;
}

export interface SplitText {
  readonly statements: readonly Statement[];
  readonly errors: readonly StatementError[];
}

/**
 * Splits a text into its statements. PostgreSQL's parser decides; where the whole does not parse, the
 * text is cut at its semicolons and each piece parsed alone, so that a bad statement hides no other.
 * Feed dumps through `blankPsql` first.
 */
export function splitStatements(text: string): SplitText {
  const parsed = parseSql(text);
  if (parsed.ok) return { statements: trimRanges(text, parsed.statements), errors: [] };
  const statements: Statement[] = [];
  const errors: StatementError[] = [];
  for (const { from, to } of cutStatements(text).statements) {
    const statement = { text: text.slice(from, to), offset: from };
    const alone = parseSql(statement.text);
    if (alone.ok) statements.push(statement);
    else errors.push({ message: alone.error.message, offset: from + alone.error.offset, statement });
  }
  return { statements, errors };
}

function trimRanges(text: string, ranges: readonly ParsedStatement[]): Statement[] {
  return ranges.map((range) => {
    let first = range.from;
    let end = range.from;
    let seen = false;
    for (let token = nextToken(text, range.from); token !== undefined && token.from < range.to; token = nextToken(text, token.to)) {
      if (token.kind === "comment") continue;
      if (!seen) first = token.from;
      seen = true;
      end = token.to;
    }
    return { text: text.slice(first, end), offset: first };
  });
}
