/** What `domain generate` found in a schema and made of it: plain values for reports. */
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";

/** A reference from columns of one table to a key of another, or of the same. */
export interface Relationship {
  readonly table: NodeKey;
  readonly columns: readonly string[];
  readonly target: NodeKey;
  readonly targetColumns: readonly string[];
  /** by a foreign key or by the application's own schemas; otherwise guessed from names, types, keys, and what views and functions join by */
  readonly declared: boolean;
  /** 0 to 1; 1 for what is declared */
  readonly confidence: number;
  readonly reasons: readonly string[];
  /** what its columns refer to one by one, where several of them refer together */
  readonly covers?: readonly Relationship[];
  /** how the application calls it, where its schemas say so */
  readonly names?: RelationshipNames;
  /** what live rows said, where they were asked: values looked at, and those without a row in the target */
  readonly checked?: { readonly values: number; readonly missing: number };
}

/** Names of one reference from where it can be seen. */
export interface RelationshipNames {
  /** from the table that refers: `belongs_to :customer` */
  readonly reference?: string;
  /** from the table that is referred to: `has_many :orders` */
  readonly parts?: string;
  /** the same, where there is one row at most: `has_one :profile` */
  readonly part?: string;
  /** from the table that is referred to, over the table that refers: `many_to_many :tags` */
  readonly beyond?: string;
}

/** What the schemas of an application say beyond the database. */
export interface Declarations {
  /** guessed by nobody; not every one need exist in the database */
  readonly relationships: readonly Relationship[];
  /** values by column */
  readonly values: ReadonlyMap<NodeKey, readonly string[]>;
  /** columns that must not be shown */
  readonly redacted: ReadonlySet<NodeKey>;
}

export const NO_DECLARATIONS: Declarations = { relationships: [], values: new Map(), redacted: new Set() };

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
