/** Queries in the form the oracle asks about, and PostgreSQL's answers led back to their file. */
import { nodeKey } from "../model/identity.ts";
import { lineAndColumn, originalOffset, type SourcePosition } from "../model/position.ts";
import type { Query, Subject } from "../model/subject.ts";
import { codePointOffset } from "../sql/index.ts";

/** `query:top_customers` with everything the oracle needs. */
export function toSubject(query: Query): Subject {
  const { name, position, sql, text, edits, statement, parameters, stored } = query;
  const label = stored?.kind === "saved view" ? `saved view ${name}` : stored === undefined || stored.kind === "domain query" ? `query ${name}` : name;
  const base = { key: nodeKey("query", name), kind: "query", label, position, sql, text, edits, statement, parameters } as const;
  return stored === undefined ? { ...base, uses: [] } : { ...base, uses: stored.uses, stored };
}

/** A place in a subject's text. */
export interface SubjectPlace {
  readonly position: SourcePosition;
  /** UTF-16 offset in `subject.text` */
  readonly offset: number;
  /** the line of the subject's text, without its line end */
  readonly line: string;
}

/**
 * Where PostgreSQL pointed.
 *
 * @param character PostgreSQL's error position: characters (code points) from 1 in the SQL that was
 *   asked, `subject.statement.sql`; for a subject that is not asked, in `subject.sql`
 */
export function placeIn(subject: Pick<Subject, "position" | "sql" | "text" | "edits" | "statement" | "stored">, character: number): SubjectPlace {
  const { statement, text, edits, position, stored } = subject;
  const asked = statement.kind === "ask" ? statement : { sql: subject.sql, offset: 0 };
  if (stored !== undefined) {
    const at = codePointOffset(asked.sql, character - 1);
    return { position: stored.origins.findLast(({ from, to }) => from <= at && at < to)?.position ?? position, offset: 0, line: "" };
  }
  const offset = Math.min(originalOffset(asked.offset + codePointOffset(asked.sql, character - 1), edits), text.length);
  const { line, column } = lineAndColumn(text, offset);
  return {
    position: { file: position.file, line: position.line + line - 1, column: line === 1 ? position.column + column - 1 : column },
    offset,
    line: (text.split("\n")[line - 1] ?? "").replace(/\r$/, ""),
  };
}
