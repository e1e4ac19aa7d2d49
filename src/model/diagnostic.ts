/** Findings about input: values, collected and counted, never thrown. */
import type { NodeKey } from "./identity.ts";
import type { SourcePosition } from "./position.ts";

export type Severity = "error" | "warning" | "info";

export interface Diagnostic {
  /** stable, kebab-case: `query-unparsable`, `domain-unknown-key` */
  readonly code: string;
  readonly severity: Severity;
  /** one line, without the position */
  readonly message: string;
  readonly subject?: NodeKey;
  readonly position?: SourcePosition;
  /** PostgreSQL's SQLSTATE, where PostgreSQL said it */
  readonly sqlstate?: string;
  /** what to do, as an imperative sentence or a command */
  readonly next?: string;
}

/** Each finding once, in order: what cannot be read in two states is told once. */
export function uniqueDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, position }) => {
    const key = [code, message, position?.file, position?.line, position?.column].join("\n");
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
