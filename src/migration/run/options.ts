/** What `up` and `down` are given and what they tell on their way. */
import type { Database } from "../../model/database.ts";
import type { Direction, MigrationPackage, MigrationStep } from "../../model/migration.ts";
import type { LockHolder } from "../lock.ts";
import type { LockRetry } from "./lock-retry.ts";
import type { PackageReading } from "../package/folder.ts";

export const DEFAULT_LOCK_TIMEOUT_MS = 60_000;

export type RunProgress =
  | { readonly kind: "waiting"; readonly holder: LockHolder | undefined }
  | { readonly kind: "started"; readonly name: string; readonly direction: Direction; readonly index: number; readonly total: number }
  /** a step of a migration that runs step by step; the others run as one message */
  | { readonly kind: "step"; readonly name: string; readonly step: number; readonly steps: number }
  /** a window of a step in batches is done; `of` is what the planner believes */
  | { readonly kind: "batch"; readonly name: string; readonly step: number; readonly rows: number; readonly of?: number }
  /** somebody holds a lock that a step needs; it comes back after a pause */
  | { readonly kind: "locked-out"; readonly name: string; readonly attempt: number; readonly attempts: number; readonly pauseMs: number }
  | { readonly kind: "finished"; readonly name: string; readonly direction: Direction; readonly durationMs: number };

/** One namespace of the database in which the packages run: a tenant with ledger rows and a lock of its own. */
export interface TenantNamespace {
  readonly namespace: string;
  /** the package as it runs there; the ledger keeps the original */
  moved(migration: MigrationPackage): MovedPackage;
  /** how questions about the packages' own namespace are asked here; absent where only names count */
  readonly view?: { readonly own: string; readonly moved: (sql: string) => string };
}

export interface MovedPackage {
  readonly up: readonly MigrationStep[];
  readonly down: readonly MigrationStep[];
  readonly searchPath: readonly string[];
}

export interface RunOptions {
  /** a session of its own, in no transaction */
  readonly database: Database;
  readonly reading: PackageReading;
  /** how the folder of migrations is named in findings; default `migrations` */
  readonly label?: string;
  /** flags that were typed, each behind a blank, for what to type next; default none */
  readonly typed?: string;
  /** selecto's version, for the ledger */
  readonly toolVersion: string;
  /** at most so many migrations; `down` takes back one unless told otherwise */
  readonly steps?: number;
  /** answer with the SQL, change nothing, take no lock */
  readonly dryRun?: boolean;
  /** milliseconds to wait for another runner; default 60,000; 0 tries once */
  readonly lockTimeoutMs?: number;
  /** PostgreSQL's `lock_timeout` for the steps, milliseconds; without it the server's own */
  readonly stepLockTimeoutMs?: number;
  /** how often a transaction that ran into that limit is repeated; default once and no more */
  readonly lockRetry?: LockRetry;
  /** stops before the next step that can be stopped before */
  readonly signal?: AbortSignal;
  /** cancels what a backend is running (`pg_cancel_backend` from a second connection), called once on abort; without it the current migration finishes first */
  readonly cancelBackend?: (pid: number) => Promise<void>;
  readonly onProgress?: (progress: RunProgress) => void;
  /** run in this namespace instead of where the packages were made; default: the database as a whole */
  readonly tenant?: TenantNamespace;
}
