/** The statements that lead from one schema to another, in order. */
import type { NodeKey } from "./identity.ts";

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
}

export interface SchemaPlan {
  readonly statements: readonly PlannedStatement[];
  /** why there is no plan: the planner could not order the change */
  readonly failure?: string;
}
