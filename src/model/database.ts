/**
 * What selecto needs of a PostgreSQL, whatever runs it. Adapters live in `database/`; this room only
 * names the interface, so that every other room can speak to a database without knowing which.
 */

/** A PostgreSQL error as a plain value. Of a target database never print more than `sqlstate` and names. */
export interface PgError {
  readonly sqlstate: string;
  readonly message: string;
  /** 1-based character position in the statement that was sent */
  readonly position?: number;
  readonly detail?: string;
  readonly hint?: string;
  /** PostgreSQL's CONTEXT: the call stack of functions */
  readonly where?: string;
  readonly namespace?: string;
  readonly relation?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** RAISE of somebody's function: SQLSTATE and message are what its author made of its rows */
  readonly raised?: boolean;
}

/** Thrown by `query` and `exec`; batches return the plain {@link PgError} instead. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  constructor(readonly error: PgError) {
    super(error.message);
  }
}

/**
 * The shadow stopped answering: it crashed, answered without its nonce, or ran out of time. Nothing
 * it said since the last good batch may be believed. Ask a fresh one, and bisect for the culprit.
 */
export class ShadowDied extends Error {
  override readonly name = "ShadowDied";
  constructor(
    readonly reason: "crashed" | "timeout" | "terminated",
    message: string,
  ) {
    super(message);
  }
}

/** One question of a batch. */
export type Ask =
  /** Parse and Describe of one statement: is it valid, which parameters, which result columns. Runs nothing. */
  | { readonly kind: "describe"; readonly sql: string; readonly paramTypes?: readonly number[] }
  /** Simple protocol: runs the text; rows of the last statement as text. */
  | { readonly kind: "run"; readonly sql: string };

export interface ResultColumn {
  readonly name: string;
  /** type OID */
  readonly type: number;
  /** type modifier, -1 for none */
  readonly modifier: number;
}

export type Reply =
  | { readonly ok: true; readonly params: readonly number[]; readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly ok: false; readonly error: PgError };

export type Row = Readonly<Record<string, unknown>>;

export interface DatabaseEngine {
  readonly kind: "embedded" | "server";
  /** `18.6` */
  readonly version: string;
  readonly major: number;
}

/** A connection as the schema engine expects of a pool's client. */
export interface PoolClientLike {
  query(text: string | { text: string; values?: unknown[] }, values?: unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
  release(): void;
}

/**
 * One database session. Calls are serialised by the adapter; transactions are the caller's: never
 * interleave two on one session. int8 and numeric arrive as strings, as the `pg` driver gives them.
 */
export interface Database {
  readonly engine: DatabaseEngine;
  /** Rows of one statement. @throws DatabaseError, ShadowDied */
  query<R extends Row = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Runs a script of any number of statements. @throws DatabaseError, ShadowDied */
  exec(sql: string): Promise<void>;
  /**
   * Asks many questions in one round trip where the adapter can. Each stands alone: an error of one
   * does not stop the next (outside a transaction block).
   * Replies come in the order of the questions. @throws ShadowDied
   */
  batch(asks: readonly Ask[]): Promise<Reply[]>;
  /**
   * The schema as PostgreSQL's own pg_dump writes it, for a second opinion on what the planner says.
   * Outside a transaction; the session's settings are back to their defaults afterwards. Absent where
   * the adapter has no pg_dump at hand, undefined where pg_dump itself fails. @throws ShadowDied
   */
  observe?(): Promise<string | undefined>;
  /** The same session in the shape of a pool client. */
  connect(): Promise<PoolClientLike>;
  close(): Promise<void>;
}
