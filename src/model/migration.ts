/**
 * A migration: an edge between two states, as `migrations/<stamp>_<name>/` holds it. Plain values only;
 * how they are read, written, run and proved is the migration room's.
 */
import type { NodeKey } from "./identity.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** The newest `format` of migration.json that this selecto reads. */
export const MIGRATION_FORMAT = 2;

/** A package has the oldest format that can hold it: edits of domains came with 2. */
export type MigrationFormat = 1 | typeof MIGRATION_FORMAT;

/** Fingerprints of one end of the edge. */
export interface StateFingerprints {
  /** `s1:pg18:<sha256>`; comparable only with another of the same tag */
  readonly schema: string;
  readonly domains: string;
}

/**
 * What comes back on `down`: everything; everything, through archives; all but the named losses; nothing.
 * The last two need consent by name before `up`.
 */
export const REVERSIBILITY_CLASSES = ["lossless", "lossless-with-archive", "lossy", "irreversible"] as const;
export type ReversibilityClass = (typeof REVERSIBILITY_CLASSES)[number];

/** A property of a step that somebody should know before it runs. */
export interface Hazard {
  /** stable, kebab-case: `data-loss`, `table-rewrite`, `long-lock`, `not-transactional` */
  readonly code: string;
  /** what it happens to, as a reader says it: `users.email` */
  readonly subject?: string;
  /** the table or column whose rows decide whether it matters at all */
  readonly key?: NodeKey;
  /** the type that the column changes to */
  readonly becomes?: string;
  /** those that the enum loses */
  readonly labels?: readonly string[];
  /** why it matters, one line */
  readonly text: string;
  /** how the same is done without it, one line */
  readonly remedy?: string;
}

/**
 * `tx`: in the migration's transaction; `alone`: in a transaction of its own, journalled with it; `no-tx`:
 * outside any transaction, journalled before and after; `batches`: one statement over many rows, repeated for a
 * window of its table at a time, each window a transaction.
 */
export const STEP_MODES = ["tx", "alone", "no-tx", "batches"] as const;
export type StepMode = (typeof STEP_MODES)[number];

/** PostgreSQL's table locks, the weakest first. */
export const LOCK_MODES = [
  "access share",
  "row share",
  "row exclusive",
  "share update exclusive",
  "share",
  "share row exclusive",
  "exclusive",
  "access exclusive",
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** What a step does to one relation that was there before the migration, as PostgreSQL reported it in the shadow. */
export interface StepTouch {
  readonly relation: NodeKey;
  /** the strongest lock it takes on it */
  readonly lock: LockMode;
  /** work that grows with the number of rows: the table is written anew, read through, an index is built from it */
  readonly work: readonly ("rewrite" | "scan" | "index")[];
}

/** What is known of a step besides its text. */
export interface StepFacts {
  /** 1-based */
  readonly n: number;
  /** of the step's text */
  readonly sha256: string;
  readonly mode: StepMode;
  /** strongest lock it takes on what was there before, as PostgreSQL calls it; null for none that matters, and where nobody has looked */
  readonly lock: string | null;
  /** rewrites a table that was there before */
  readonly rewrite: boolean;
  /** traced in the shadow; absent where nobody has looked */
  readonly touches?: readonly StepTouch[];
  readonly hazards: readonly Hazard[];
  /** id of the archive this step fills (up) or restores (down); `archives` where it makes or drops what holds them */
  readonly archive?: string;
}

/** A hazard of a step on a table of a live database. */
export interface LiveHazard {
  readonly migration: string;
  readonly step: number;
  readonly code: string;
  readonly subject: string;
  /** as the planner believes; null where nobody has analysed the table */
  readonly rows: number | null;
  readonly bytes: number;
  /** big enough that `up` asks for consent: `<code>:<subject>` */
  readonly big: boolean;
}

/** One step of a script: LF line ends, closed by its semicolon. */
export interface MigrationStep extends StepFacts {
  readonly sql: string;
}

/** Rows kept by `up` for `down`. */
export interface ArchiveEntry {
  readonly id: string;
  /** the table the rows are of */
  readonly table: NodeKey;
  readonly columns: readonly string[];
  /** the columns rows are found again by */
  readonly key: readonly string[];
  /** namespace and name of the table that keeps them */
  readonly place: readonly [string, string];
  /** tables below the table that go on with the columns as their own: nothing of their rows is kept */
  readonly keepers?: readonly NodeKey[];
  /** of the columns, those that may not be NULL and have no default: rows entered since need a value on down */
  readonly required?: readonly string[];
}

/** A type change whose values an SQL expression converts. */
export interface Conversion {
  /** `users.tags` */
  readonly column: string;
  /** of the values that are there */
  readonly up?: string;
  /** on the way back, of values entered since; without one the cast */
  readonly down?: string;
}

/** The archive of one applied migration, as a database holds it. */
export interface HeldArchive {
  readonly migration: string;
  readonly namespaces: readonly string[];
  readonly bytes: number;
  readonly holds: readonly { readonly what: string; readonly rows: number }[];
}

/** The edit of a domain's document that comes with a migration. Patches are JSON Patch (RFC 6902), both ways. */
export interface DomainPatch {
  readonly name: string;
  /** the file that the domain is in, relative to the workspace */
  readonly file: string;
  /** the versions that the document declares before and after; null for none */
  readonly from: string | null;
  readonly to: string | null;
  /** hash of the document before and after; null where there is none: then it is new, or gone */
  readonly before: string | null;
  readonly after: string | null;
  readonly patch: readonly JsonValue[];
  readonly unpatch: readonly JsonValue[];
}

/** A document of a domain as packages or a working tree hold it. */
export interface DomainDocument {
  readonly name: string;
  readonly file: string;
  /** semver, where it declares one */
  readonly version: string | null;
  readonly document: JsonObject;
}

/** What verification found. A package without one (`proof: null`) is unproved and says so. */
export interface MigrationProof {
  /** PostgreSQL that was asked, `18.6` */
  readonly server: string;
  /** column order was restored too */
  readonly ordered: boolean;
  /** generated rows that were equal after down */
  readonly rows: number;
  /** tables that stayed empty: nothing was shown about their rows */
  readonly emptyTables: readonly NodeKey[];
  /** who else compared the states besides selecto's own reading: `pg_dump 18.3` */
  readonly observer?: string;
  /** why nobody else did */
  readonly unobserved?: string;
}

/** migration.json */
export interface MigrationManifest {
  readonly format: MigrationFormat;
  /** the folder's name: `20261122150200_add_order_note` */
  readonly name: string;
  readonly from: StateFingerprints;
  readonly to: StateFingerprints;
  /** what planned it: `selecto 0.1.0, PostgreSQL 18.6 (embedded)` */
  readonly engine: string;
  /** the search_path every step runs with */
  readonly searchPath: readonly string[];
  readonly class: ReversibilityClass;
  readonly renames: readonly { readonly from: NodeKey; readonly to: NodeKey }[];
  /** what looked like a rename, and somebody said that it is dropped or new: `--no-rename`, or no when asked */
  readonly notRenamed?: readonly NodeKey[];
  /** values given by hand for rows that need one: `users.email` and an SQL expression */
  readonly fills: readonly { readonly column: string; readonly expression: string }[];
  /** how values of columns get their other type, where it was given by hand */
  readonly conversions?: readonly Conversion[];
  readonly steps: { readonly up: readonly StepFacts[]; readonly down: readonly StepFacts[] };
  readonly archives: readonly ArchiveEntry[];
  readonly domains: readonly DomainPatch[];
  /** impacts somebody acknowledged */
  readonly accepted: readonly { readonly id: string; readonly reason: string }[];
  readonly proof: MigrationProof | null;
  /** checksum of the package this one follows; null for the first */
  readonly previous: string | null;
  /** sha256 of the rest of this document and of both SQL files */
  readonly checksum: string;
}

/** A package as read or made: the document, both scripts, and their steps. */
export interface MigrationPackage {
  readonly manifest: MigrationManifest;
  readonly up: readonly MigrationStep[];
  /** empty for an irreversible one */
  readonly down: readonly MigrationStep[];
  /** text of up.sql and down.sql with LF line ends */
  readonly upSql: string;
  readonly downSql: string;
  /** the files differ from the checksum: edited by hand since they were stamped */
  readonly edited: boolean;
}

/** The text of a package's three files. */
export interface PackageFiles {
  readonly name: string;
  readonly manifest: string;
  readonly up: string;
  readonly down: string;
}

export type Direction = "up" | "down";

/** What the ledger says of an applied migration. */
export interface AppliedMigration {
  /** position in the order of application, from 1 */
  readonly ordinal: number;
  readonly name: string;
  readonly checksum: string;
  readonly from: string;
  readonly to: string;
  /** ISO 8601, UTC, milliseconds */
  readonly appliedAt: string;
  readonly durationMs: number;
  readonly appliedBy: string;
  readonly toolVersion: string;
}

/** A domain's document on a database: since which migration it is live, and until which moment it was. */
export interface LedgerDomain {
  readonly domain: string;
  /** as the document declares it; null for none */
  readonly version: string | null;
  readonly hash: string;
  readonly migration: string;
  /** ISO 8601, UTC, milliseconds */
  readonly since: string;
  /** null: it is live */
  readonly until: string | null;
}

/** One entry of the journal of non-transactional migrations. */
export interface JournalEntry {
  readonly migration: string;
  readonly direction: Direction;
  readonly step: number;
  readonly sha256: string;
  readonly finished: boolean;
}

/** Ledger against files. Names, each list in its own natural order. */
export interface MigrationStatus {
  /** the database has a ledger */
  readonly ledger: boolean;
  /** in the order they were applied */
  readonly applied: readonly AppliedMigration[];
  /** what `up` would run, in its order */
  readonly pending: readonly string[];
  /** applied, but the files are gone */
  readonly missing: readonly string[];
  /** applied, and the files have changed since */
  readonly edited: readonly string[];
  /** not applied, and not reachable from the state the database is in */
  readonly unreachable: readonly string[];
  /** documents of domains that are live there, by name */
  readonly domains: readonly LedgerDomain[];
  /** migrations that stopped between non-transactional steps */
  readonly unfinished: readonly {
    readonly name: string;
    readonly direction: Direction;
    readonly finishedSteps: readonly number[];
    readonly startedStep?: number;
  }[];
}
