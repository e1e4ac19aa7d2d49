/** A snapshot of the history as people see it: a line of a list, or all that is told of one. */
import type { Diagnostic } from "./diagnostic.ts";

export interface SnapshotRow {
  /** 64 hex digits */
  readonly id: string;
  readonly label?: string;
  /** ISO 8601, UTC */
  readonly createdAt: string;
  readonly commit?: string;
  /** where it was taken from, one line */
  readonly origin: string;
  readonly fingerprint: string;
  /** what it holds: `{ tables: 9, domains: 4, queries: 43 }` */
  readonly counts: Readonly<Record<string, number>>;
}

export interface SnapshotView extends SnapshotRow {
  readonly root: string;
  readonly parent?: string;
  readonly engine?: string;
  readonly databaseVersion?: string;
  /** number of facts of each kind, by kind */
  readonly kinds: Readonly<Record<string, number>>;
  /** what could not be read when it was taken */
  readonly diagnostics: readonly Diagnostic[];
}
