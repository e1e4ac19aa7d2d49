/** What a candidate is: a column, a key it could refer to, and what speaks for and against. */
import type { NodeKey } from "../../../model/identity.ts";
import type { JoinedKeys } from "../joins/joined-keys.ts";
import type { NamedColumn, NamedTable } from "./name-index.ts";
import type { Feature } from "./weights.ts";

export type Features = Partial<Record<Feature, number>>;

export interface Candidate {
  readonly source: NamedTable;
  readonly column: NamedColumn;
  readonly target: NamedTable;
  readonly targetColumn: NamedColumn;
  readonly features: Features;
  /** a view or function that joins the column to this key */
  readonly joinedBy?: NodeKey;
}

/** What the columns of the whole schema add up to, beside the names themselves. */
export interface Surroundings {
  readonly people: readonly NamedTable[];
  /** keys are made by their tables, as a rule */
  readonly madeKeys: boolean;
  readonly joined: JoinedKeys;
}
