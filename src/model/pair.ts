/** What the proof of a migration of another tool found. */

/**
 * - `exact`: down brought back schema and rows
 * - `rows-lost`: the schema, but not every row or value
 * - `schema-differs`: down leads to another schema, or leaves something that up cannot run over
 * - `down-fails`: PostgreSQL refuses the way back
 * - `no-down`: there is none
 * - `unread`: a part of it, written in code, could not be read: nothing is said about it
 * - `up-fails`: the way there does not run; `skipped`: after such a one nothing is known
 */
export const PAIR_OUTCOMES = ["exact", "rows-lost", "schema-differs", "down-fails", "no-down", "unread", "up-fails", "skipped"] as const;
export type PairOutcome = (typeof PAIR_OUTCOMES)[number];

export interface PairVerdict {
  /** as the tool calls it */
  readonly name: string;
  readonly outcome: PairOutcome;
  /** one line each: what differs, what is lost, where PostgreSQL refuses */
  readonly details: readonly string[];
  /** down restored the order of columns as well */
  readonly ordered: boolean;
  /** generated rows that were followed there and back */
  readonly rows: number;
}
