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
  /** what is wrong without the name of the subject: equal for findings that one repair mends */
  readonly cause?: string;
  /** what to do, as an imperative sentence or a command */
  readonly next?: string;
}

/** Equal for the same fault in two states, wherever it stands in its file. */
function faultOf({ code, message, subject, position }: Diagnostic): string {
  return [code, subject ?? position?.file, message].join("\n");
}

/** What a state has that another had already, told apart from what is new; `gone` is what only the other had. */
export function sinceThen<T extends Diagnostic>(
  then: readonly Diagnostic[],
  now: readonly T[],
): { readonly fresh: readonly T[]; readonly lasting: readonly T[]; readonly gone: number } {
  const [before, after] = [new Set(then.map(faultOf)), new Set(now.map(faultOf))];
  return {
    fresh: now.filter((one) => !before.has(faultOf(one))),
    lasting: now.filter((one) => before.has(faultOf(one))),
    gone: [...before].filter((fault) => !after.has(fault)).length,
  };
}

/** Each finding once, in order: what cannot be read in two states is told once. */
export function uniqueDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, position }) => {
    const key = [code, message, position?.file, position?.line, position?.column].join("\n");
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
