/** What a database has that its migrations do not say, and a baseline that is entered over it. */
import type { Change } from "./change.ts";
import type { Diagnostic } from "./diagnostic.ts";

export interface Drift {
  /** from what the migrations say to what the database has */
  readonly changes: readonly Change[];
  /** relations whose columns stand in another order */
  readonly reordered: readonly string[];
  /** what could not be compared */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Baseline extends Drift {
  /** the database in words, without secrets */
  readonly target: string;
  /** names entered, or on a dry run those that would be */
  readonly entered: readonly string[];
  readonly dryRun: boolean;
  /** the migration whose state was compared; absent when none is pending */
  readonly compared?: string;
  /** where the database differs: the migration whose state it has, if there is one */
  readonly fits?: string;
  /** entered migrations that also work on rows, which a comparison of schemas does not see */
  readonly rowsNotSeen: readonly string[];
}
