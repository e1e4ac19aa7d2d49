/** What a run of migrations did, or would do. */
import type { Diagnostic } from "./diagnostic.ts";
import type { Direction, LiveHazard } from "./migration.ts";

export interface RunOutcome {
  readonly direction: Direction;
  /** what ran, in that order; empty when there was nothing to do, and on a dry run */
  readonly ran: readonly { readonly name: string; readonly durationMs: number }[];
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
