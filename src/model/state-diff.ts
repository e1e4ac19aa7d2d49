/** The difference of two states: schema, domains, queries. */
import type { Change } from "./change.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { SourcePosition } from "./position.ts";
import type { StateOrigin } from "./snapshot.ts";

/** A query or a domain file that came, went or has another text. */
export interface TextChange {
  readonly verb: "add" | "drop" | "alter";
  readonly name: string;
  readonly position: SourcePosition;
  readonly before?: string;
  readonly after?: string;
}

export interface StateDiff {
  readonly from: StateOrigin;
  readonly to: StateOrigin;
  readonly schema: readonly Change[];
  /** relations (node keys) whose columns only stand in another order */
  readonly reordered: readonly string[];
  readonly domains: readonly TextChange[];
  readonly queries: readonly TextChange[];
  readonly diagnostics: readonly Diagnostic[];
}
