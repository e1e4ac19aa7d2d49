/** The statements that lead from one schema to another, in order. */
import type { NodeKey } from "./identity.ts";

/** Rows that have no value in a column get one. */
export interface ColumnFill {
  readonly column: NodeKey;
  readonly expression: string;
  /** the rows may be filled one window after the other: nothing was kept of them, and nothing must be off meanwhile */
  readonly inBatches: boolean;
}

export interface PlannedStatement {
  readonly sql: string;
  readonly verb: "create" | "alter" | "drop";
  readonly produces: readonly NodeKey[];
  readonly destroys: readonly NodeKey[];
  /** whether it can run inside a transaction block */
  readonly mode: "tx" | "no-tx";
  /** what it makes can be used only after a commit (a new enum value) */
  readonly commitAfter: boolean;
  /** lock class as the planner documents it */
  readonly lock: string;
  /** may rewrite the table */
  readonly rewrite: boolean;
  /** loses rows or columns with their values */
  readonly destructive: boolean;
  /** the column whose values an expression converts that somebody gave */
  readonly using?: NodeKey;
  readonly fill?: ColumnFill;
}

export interface SchemaPlan {
  readonly statements: readonly PlannedStatement[];
  /** why there is no plan: the planner could not order the change */
  readonly failure?: string;
}
