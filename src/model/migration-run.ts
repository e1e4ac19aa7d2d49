/** What a run of migrations did, or would do. */
import type { Diagnostic } from "./diagnostic.ts";
import type { Direction, LiveHazard } from "./migration.ts";

/** A migration that ran. */
export interface RanMigration {
  readonly name: string;
  readonly durationMs: number;
  /** domains whose live document it changed, and what is live now; null: none is, or one without a version */
  readonly domains?: readonly { readonly name: string; readonly version: string | null; readonly live: boolean }[];
}

export interface RunOutcome {
  readonly direction: Direction;
  /** what ran, in that order; empty when there was nothing to do, and on a dry run */
  readonly ran: readonly RanMigration[];
  /** on a dry run: exactly what would be sent, in order */
  readonly scripts: readonly { readonly name: string; readonly sql: string }[];
  /** on a dry run up: what steps do to tables of this database */
  readonly hazards?: readonly LiveHazard[];
  /** another runner held the lock first */
  readonly waited: boolean;
  readonly appliedCount: number;
  readonly pendingCount: number;
  /** findings that did not stop the run: missing files, unreadable ones */
  readonly diagnostics: readonly Diagnostic[];
}
