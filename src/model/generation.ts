/** What `domain generate` found in a schema and made of it: plain values for reports. */
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";

/** A reference from columns of one table to a key of another, or of the same. */
export interface Relationship {
  readonly table: NodeKey;
  readonly columns: readonly string[];
  readonly target: NodeKey;
  readonly targetColumns: readonly string[];
  /** by a foreign key; otherwise guessed from names, types, keys, and what views and functions join by */
  readonly declared: boolean;
  /** 0 to 1; 1 for what is declared */
  readonly confidence: number;
  readonly reasons: readonly string[];
  /** what its columns refer to one by one, where several of them refer together */
  readonly covers?: readonly Relationship[];
  /** what live rows said, where they were asked: values looked at, and those without a row in the target */
  readonly checked?: { readonly values: number; readonly missing: number };
}

export const PATTERN_KINDS = [
  "adjacency-list",
  "materialized-path",
  "closure-table",
  "nested-set",
  "bridge",
  "tagging",
  "fact",
  "dimension",
  "snowflake",
  "slowly-changing",
  "polymorphic",
  "tenant",
  "soft-delete",
  "enum",
  "json",
  "audit",
  "sensitive",
  "circular",
] as const;

export type PatternKind = (typeof PATTERN_KINDS)[number];

/** Something about a table that people have a name for. */
export interface Pattern {
  readonly kind: PatternKind;
  readonly table: NodeKey;
  /** columns of the table that make it, each with its part in it: `parent`, `from` */
  readonly columns: Readonly<Record<string, string>>;
  /** other tables that take part */
  readonly others: readonly NodeKey[];
  readonly confidence: number;
  readonly reason: string;
  /** what to do about it, where something should be done */
  readonly suggestion?: string;
}

export interface IndexSuggestion {
  readonly table: NodeKey;
  readonly columns: readonly string[];
  readonly sql: string;
  readonly reason: string;
}

export type WrittenOutcome = "created" | "updated" | "merged" | "unchanged" | "kept";

export interface GeneratedDomain {
  readonly name: string;
  readonly table: NodeKey;
  readonly file: string;
  /** the file for what people add; absent where the notation has none */
  readonly overlay?: string;
  readonly outcome: WrittenOutcome;
  readonly fields: number;
  readonly joins: number;
  readonly redacted: readonly string[];
  /** paths where the file and the schema both changed; the file won */
  readonly conflicts: readonly string[];
  /** paths that were edited by hand and kept */
  readonly handEdits: readonly string[];
  /** what the file would hold, where it is only to be shown */
  readonly text?: string;
}

export interface GeneratedDomains {
  readonly dryRun: boolean;
  readonly origin: string;
  readonly minConfidence: number;
  readonly tables: number;
  readonly domains: readonly GeneratedDomain[];
  readonly relationships: readonly Relationship[];
  readonly patterns: readonly Pattern[];
  readonly indexes: readonly IndexSuggestion[];
  readonly diagnostics: readonly Diagnostic[];
}
