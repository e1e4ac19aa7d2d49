/** What PostgreSQL answered about one subject on one state. */
import type { PgError } from "./database.ts";
import type { NodeKey } from "./identity.ts";

export interface SignatureColumn {
  readonly name: string;
  /** type name with its modifier: `character varying(50)`, `public.order_status` */
  readonly type: string;
}

/** The contract of a statement: what it takes and what it gives. */
export interface Signature {
  /** type names of `$1`, `$2` ... */
  readonly params: readonly string[];
  readonly columns: readonly SignatureColumn[];
}

/** A relation a statement writes to, as the plan says. */
export interface WriteTarget {
  readonly operation: "insert" | "update" | "delete" | "merge";
  readonly relation: NodeKey;
  /** ON CONFLICT DO UPDATE: an insert that may update */
  readonly upsert: boolean;
}

/** The columns of one relation that a statement reads and writes, by PostgreSQL's own account, in table order. */
export interface ColumnAccess {
  readonly relation: NodeKey;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export type Answer =
  | {
      readonly status: "ok";
      readonly signature: Signature;
      /** what it depends on, from PostgreSQL's own dependency records; absent when edges were not asked for */
      readonly dependencies?: readonly NodeKey[];
      readonly writes: readonly WriteTarget[];
      /** indexes the plan searches by condition when sequential scans are discouraged */
      readonly indexes: readonly NodeKey[];
    }
  /** stage `domain`: Selecto refuses it before PostgreSQL is asked; `type`: it compiles, and the column has a type that the application does not read */
  | { readonly status: "error"; readonly stage: "describe" | "plan" | "resolve" | "domain" | "type"; readonly error: PgError }
  /** no answer can be had: never safe */
  | { readonly status: "unknown"; readonly reason: string }
  /** SET, BEGIN ...: depends on nothing */
  | { readonly status: "none"; readonly reason: string };
