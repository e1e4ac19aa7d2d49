/** A fleet: tenants that the same migrations are applied to, each a database or a namespace in one. Plain values. */
import type { Diagnostic } from "./diagnostic.ts";
import type { Baseline } from "./drift.ts";
import type { ExitCode } from "./error.ts";
import type { Direction, MigrationStatus } from "./migration.ts";

/** Why a tenant failed, as a failure of its own would say it; no secrets, no values of rows. */
export interface TenantFailure {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly exit: ExitCode;
}

/**
 * `done`: something ran; `current`: there was nothing to do; `planned`: a dry run would do something;
 * `failed`; `stopped`: an interrupt ended its turn; `not-started`: it has something to do, and an earlier failure or an interrupt came first.
 */
export const TENANT_RUN_STATES = ["failed", "stopped", "done", "planned", "not-started", "current"] as const;
export type TenantRunState = (typeof TENANT_RUN_STATES)[number];

export interface TenantRun {
  /** `ACME_URL`, `service=acme`, `tenant_7`: how the fleet calls it */
  readonly tenant: string;
  /** the database in words, without secrets */
  readonly target: string;
  readonly state: TenantRunState;
  /** ran alone, before the others */
  readonly canary: boolean;
  readonly ran: readonly { readonly name: string; readonly durationMs: number }[];
  /** what this run had to do and has not done */
  readonly left: readonly string[];
  readonly failure?: TenantFailure;
}

export interface FleetRun {
  /** the flags that name it: `--targets fleet.txt` */
  readonly flags: string;
  readonly direction: Direction;
  readonly dryRun: boolean;
  /** of those that had something to do */
  readonly canaries: number;
  readonly parallel: number;
  /** in the order of the list */
  readonly tenants: readonly TenantRun[];
  /** on a dry run: what would be sent to one of them, in order */
  readonly scripts: readonly { readonly name: string; readonly sql: string }[];
  /** whose scripts those are */
  readonly scriptsOf?: string;
  /** findings about the packages, each once */
  readonly diagnostics: readonly Diagnostic[];
}

/** `current`; `behind`; `half-done`: stopped inside a migration; `differs`: ledger and files disagree; `unreachable`. */
export const TENANT_STATES = ["unreachable", "differs", "half-done", "behind", "current"] as const;
export type TenantState = (typeof TENANT_STATES)[number];

export interface TenantStatus {
  readonly tenant: string;
  readonly target: string;
  readonly state: TenantState;
  /** the migration that was applied last; null: none */
  readonly last: string | null;
  readonly appliedCount: number;
  readonly pending: readonly string[];
  readonly unfinished: MigrationStatus["unfinished"];
  readonly diagnostics: readonly Diagnostic[];
  readonly failure?: TenantFailure;
}

export interface FleetStatus {
  readonly flags: string;
  readonly tenants: readonly TenantStatus[];
  /** findings about the packages, each once */
  readonly diagnostics: readonly Diagnostic[];
}

/** One tenant's ledger against the files, with what was mended. */
export interface TenantRepair {
  readonly tenant: string;
  readonly target: string;
  /** migrations in its ledger */
  readonly examined: number;
  /** what is left */
  readonly differences: readonly {
    readonly code: string;
    readonly name: string;
    readonly text: string;
    readonly repairs: readonly { readonly id: string; readonly text: string }[];
  }[];
  /** what was done, by name */
  readonly repaired: readonly string[];
  readonly failure?: TenantFailure;
}

export interface FleetRepair {
  readonly flags: string;
  /** in the order of the list */
  readonly tenants: readonly TenantRepair[];
  /** what is wrong with the files themselves, each once */
  readonly diagnostics: readonly Diagnostic[];
}

/** What `migrate baseline` found of one database of a list; either it or why it could not be looked at. */
export interface TenantBaseline {
  readonly tenant: string;
  readonly baseline?: Baseline;
  readonly failure?: TenantFailure;
}

export interface FleetBaseline {
  readonly flags: string;
  readonly dryRun: boolean;
  /** in the order of the list */
  readonly tenants: readonly TenantBaseline[];
}
