/** Fields that get another name inside stored queries, together with the column behind them. */
import type { SourcePosition } from "./position.ts";

export interface RewrittenPlace {
  /** of the stored query */
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly position: SourcePosition;
}

export interface SavedViewRewrite {
  /** in files, by place */
  readonly places: readonly RewrittenPlace[];
  /** tables whose rows the migration changes */
  readonly tables: readonly string[];
  /** by page: old and new spelling */
  readonly fields: readonly { readonly context: string; readonly from: string; readonly to: string }[];
  /** it was asked for; else it is only told */
  readonly taken: boolean;
}
