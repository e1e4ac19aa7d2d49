/** Views that keep a former version of a domain readable on a newer schema, and how that was tried. */
import type { NodeKey } from "./identity.ts";
import type { SubjectKind } from "./subject.ts";

/** How a view gets the value of a former column. `null`: the values are gone, and somebody agreed to NULL. */
export type ColumnSource = "same" | "renamed" | "cast" | "expression" | "null";

export interface CompatibilityColumn {
  readonly name: string;
  /** the former type, which the view gives too */
  readonly type: string;
  readonly source: ColumnSource;
  /** the present column it comes from, or the expression that was given */
  readonly from?: string;
}

/** One former relation as a view over the present one. */
export interface CompatibilityView {
  /** the former relation, whose name the view bears */
  readonly relation: NodeKey;
  /** the relation it reads now */
  readonly now: NodeKey;
  readonly columns: readonly CompatibilityColumn[];
  /** former columns that are gone, and that nothing of the former version reads */
  readonly leftOut: readonly string[];
  /** what PostgreSQL accepts through the view */
  readonly writes: readonly ("insert" | "update" | "delete")[];
  /** columns that can only be read */
  readonly readOnly: readonly string[];
  /** what triggers write, because PostgreSQL does not by itself */
  readonly triggers: readonly ("insert" | "update")[];
  /** statements of a writer that were run on the former schema and through the view; absent where rows could not be carried */
  readonly tried?: readonly CompatibilityWrite[];
}

/** `same`: it left the same rows in both places; `differs`: others; `refused`: it is not taken through the view. */
export interface CompatibilityWrite {
  /** `insert`, `update of name` */
  readonly statement: string;
  readonly verdict: "same" | "differs" | "refused";
  /** PostgreSQL's answer or what differs; one line, no values */
  readonly reason?: string;
}

/**
 * `same-rows`: the same rows before the migrations and behind them, through the views; `same-contract`: the same
 * columns and types, rows were not compared; `other-rows`: it reads what somebody agreed to lose; `differs`, `fails`:
 * it cannot go on working; `unasked`: it did not work on the former schema either, or could not be asked.
 */
export type ReaderVerdict = "same-rows" | "same-contract" | "other-rows" | "differs" | "fails" | "unasked";

export interface CompatibilityReader {
  readonly label: string;
  readonly kind: SubjectKind;
  readonly verdict: ReaderVerdict;
  /** rows that were compared */
  readonly rows?: number;
  /** PostgreSQL's answer, or why rows were not compared; one line */
  readonly reason?: string;
}

export interface CompatibilityReport {
  readonly domain: string;
  readonly version: string | null;
  readonly namespace: string;
  /** the last migration of the former state; null for the empty database */
  readonly since: string | null;
  /** migrations between the two */
  readonly migrations: readonly string[];
  readonly views: readonly CompatibilityView[];
  readonly readers: readonly CompatibilityReader[];
  /** rows that were generated on the former schema and carried through the migrations */
  readonly rows: number;
  /** tables that stayed empty: nothing was shown about their rows */
  readonly emptyTables: readonly NodeKey[];
  /** why none were carried */
  readonly rowsLost?: string;
  /** PostgreSQL that answered */
  readonly engine: string;
}
