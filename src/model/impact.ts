/** What changes do to queries and domain elements. */
import type { Change } from "./change.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";
import type { RenameGuess } from "./rename.ts";
import type { SourcePosition } from "./position.ts";
import type { StateOrigin } from "./snapshot.ts";
import type { SubjectKind } from "./subject.ts";

/** Worst first; the order of every report. */
export const VERDICTS = ["broken", "changed", "at-risk", "slower", "unknown", "fixed", "safe"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a team may let fail; `fixed` (broken before, compiles now) and `safe` are good news. */
export const FAILING_VERDICTS = ["broken", "changed", "at-risk", "slower", "unknown"] as const satisfies readonly Verdict[];

/** PostgreSQL's own answer. */
export interface Witness {
  readonly sqlstate: string;
  readonly message: string;
  /**
   * `describe`: parse analysis; `plan`: EXPLAIN (GENERIC_PLAN); `resolve`: a name lookup; `load`: the DDL itself; `body`: a
   * function made again; `domain`: not PostgreSQL but the domain says no, and `sqlstate` is what Selecto's components call it;
   * `type`: it compiles, and the column has a type that the application does not read
   */
  readonly stage: "describe" | "plan" | "resolve" | "load" | "body" | "domain" | "type";
  /** where in the file PostgreSQL pointed */
  readonly position?: SourcePosition;
  /** the line of the file PostgreSQL pointed at */
  readonly line?: string;
}

/** One reason for a verdict. */
export interface Reason {
  /** stable code of the rule or comparison: `result-columns`, `default-changed` */
  readonly code: string;
  /** one line */
  readonly text: string;
  /** from the changed thing to the subject: `column:public.users.email`, `view:public.active_users`, `query:churn` */
  readonly path: readonly NodeKey[];
}

/** A rewrite of the user's text after a rename, checked against PostgreSQL's own print of the renamed query. */
export interface Rewrite {
  readonly before: string;
  readonly after: string;
  /** PostgreSQL prints the edited text and the renamed query alike */
  readonly proved: boolean;
  /** the query as PostgreSQL printed it after the rename */
  readonly printed: string;
}

/**
 * What a stored query does when its verdict comes true: `fails`, `widens` (a condition is left out silently),
 * `regroups` (so is a field that it is grouped by), `latent` (a view that is not shown), `unknown`.
 */
export const CONSEQUENCES = ["fails", "widens", "regroups", "latent", "unknown"] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

export interface Impact {
  readonly subject: NodeKey;
  readonly kind: SubjectKind;
  readonly label: string;
  readonly position: SourcePosition;
  readonly verdict: Verdict;
  readonly witness?: Witness;
  /** worst first; empty for `safe` */
  readonly reasons: readonly Reason[];
  /** statements already prepared on open connections fail (0A000) until they reconnect */
  readonly live: boolean;
  readonly rewrite?: Rewrite;
  /** of a query that is stored as data */
  readonly consequence?: Consequence;
}

/** Something already wrong before the change: reported apart, never blamed on it. */
export interface BaselineDefect {
  readonly subject: NodeKey;
  readonly label: string;
  readonly position: SourcePosition;
  readonly verdict: "broken" | "unknown";
  readonly witness?: Witness;
  readonly reason: string;
}

export interface ImpactReport {
  readonly from: StateOrigin;
  readonly to: StateOrigin;
  readonly changes: readonly Change[];
  /** drops and adds between two states that look like renames; the verdicts do not assume them */
  readonly likelyRenames?: readonly RenameGuess[];
  /** one per subject, worst first, then by file and position; counts over it add up to `examined` */
  readonly impacts: readonly Impact[];
  readonly baseline: readonly BaselineDefect[];
  /** database objects that broke or fell with the change: `view active_users` */
  readonly fallen: readonly { readonly key: NodeKey; readonly reason: string; readonly witness?: Witness }[];
  /** PostgreSQL refused the change as written; the verdicts assume that what depends on it goes too */
  readonly refusal?: { readonly sqlstate: string; readonly message: string; readonly detail?: string };
  readonly examined: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly diagnostics: readonly Diagnostic[];
  /** `PostgreSQL 18.6 (embedded)` */
  readonly engine: string;
}
