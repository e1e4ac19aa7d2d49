/** Queries, domain elements, parts of Ecto schemas, and what the oracle is asked about them. */
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";
import type { JsonValue } from "./json.ts";
import type { SourcePosition, TextEdit } from "./position.ts";

/** How the text of a query names its parameters before it reaches PostgreSQL. */
export type QueryDialect = "postgresql" | "sqlc" | "pgtyped";

/** What can be asked about a statement; decided from its text alone. */
export type StatementClass =
  /** parse, plan and probe `sql`, which starts at `offset` of the statement (an unwrapped EXPLAIN or COPY starts later) */
  | { readonly kind: "ask"; readonly sql: string; readonly offset: number; readonly call?: boolean }
  /** nothing to compile, but these relations (`"public"."users"`) and extensions (`citext`) must exist */
  | { readonly kind: "resolve"; readonly relations: readonly string[]; readonly columns?: readonly RelationColumns[]; readonly extensions?: readonly string[] }
  /** SET, BEGIN, LISTEN ...: depends on nothing */
  | { readonly kind: "none"; readonly reason: string }
  /** DO and other code that is only read as text; never safe */
  | { readonly kind: "opaque"; readonly reason: string }
  /** Selecto refuses it before PostgreSQL is asked: the domain has no such field. `sqlstate` is the code of its components */
  | { readonly kind: "refused"; readonly sqlstate: string; readonly reason: string; readonly position: SourcePosition }
  /** cannot be asked: does not parse, several statements, unbound parameter, unknown kind of statement */
  | { readonly kind: "unknown"; readonly reason: string };

/** Columns that `COPY t (a, b)` or `ANALYZE t (a)` names and that must exist as well. */
export interface RelationColumns {
  /** quoted, as in `relations` */
  readonly relation: string;
  /** unquoted */
  readonly columns: readonly string[];
}

/** A parameter after the rewrite to `$n`. */
export interface QueryParameter {
  readonly number: number;
  readonly name?: string;
  /** SQL type name where the text declares one (`-- params: $1 id uuid`) */
  readonly type?: string;
}

/** `-- domain: Order@^1.2` above a statement. */
export interface DomainPin {
  readonly domain: string;
  readonly range: string;
  readonly position: SourcePosition;
}

/** A named SQL statement of a file. */
export interface Query {
  readonly name: string;
  /** where the statement starts in its file */
  readonly position: SourcePosition;
  /** the statement as written, without the closing semicolon */
  readonly text: string;
  /** `text` with the dialect's parameters rewritten to `$n`; `edits` lead back */
  readonly sql: string;
  readonly edits: readonly TextEdit[];
  readonly dialect: QueryDialect;
  readonly parameters: readonly QueryParameter[];
  readonly statement: StatementClass;
  /** versions of domains that it says it is meant for */
  readonly meantFor?: readonly DomainPin[];
  /** of a query that is stored as data and was compiled from a domain; `text` is then the stored document */
  readonly stored?: StoredQuery;
}

export const STORED_KINDS = ["domain query", "saved view", "view configuration", "filter set", "exported view", "bookmark", "intent", "library view"] as const;
export type StoredKind = (typeof STORED_KINDS)[number];

/** What is known of a query that was compiled from a domain. */
export interface StoredQuery {
  readonly kind: StoredKind;
  /** of the page it belongs to */
  readonly context?: string;
  readonly domain?: string;
  /** set up, but not the view that is shown: when it breaks, nobody sees it yet */
  readonly latent: boolean;
  /** conditions that old components leave out silently, so that more rows come back, and fields that they then do not group by */
  readonly skipped: readonly { readonly message: string; readonly position: SourcePosition; readonly isGroup?: true }[];
  /** elements of the domain it is built on */
  readonly uses: readonly NodeKey[];
  /** where parts of `sql` come from; offsets are UTF-16 code units */
  readonly origins: readonly { readonly from: number; readonly to: number; readonly position: SourcePosition }[];
}

/** One addressable thing of a domain: a field, an association, a join, a filter, a default ... */
export interface DomainElement {
  /** `element:Order.joins.customer`; the path below the domain as written in the notation */
  readonly key: NodeKey;
  readonly domain: string;
  readonly kind: "source" | "schema" | "field" | "association" | "join" | "filter" | "custom_column" | "default" | "required" | "other";
  /** how people say it: `Order.customer.email` */
  readonly label: string;
  readonly position: SourcePosition;
  /** the statement that stands for this element; absent when the element could not be compiled */
  readonly sql?: string;
  /** why there is no `sql` */
  readonly problem?: Diagnostic;
  /** extensions of the database that must be there beside what `sql` names */
  readonly extensions?: readonly string[];
  /** only written down: nothing that Selecto runs reads it, so that a mismatch is worth a warning */
  readonly weak?: true;
  /** elements this one is built on, so that a broken join explains its fields */
  readonly uses: readonly NodeKey[];
}

/** `ecto`: a part of an Ecto schema */
export const SUBJECT_KINDS = ["query", "element", "ecto"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** The type that an application declares for the one column of a statement. */
export interface DeclaredType {
  /** as written there: `:string` */
  readonly type: string;
  /** in the words of `typeAgrees`; one of them must fit */
  readonly accepts: readonly JsonValue[];
}

/**
 * One thing with a verdict: a query, a domain element or a part of an Ecto schema, in the form the oracle asks about.
 * `statement` is the class of `sql`; positions in `sql` lead back to the file through `text` and `edits`.
 */
export interface Subject {
  readonly key: NodeKey;
  readonly kind: SubjectKind;
  /** `query top_customers`, `Order.customer.email`, `MyApp.Accounts.User.email` */
  readonly label: string;
  readonly position: SourcePosition;
  readonly sql: string;
  readonly text: string;
  readonly edits: readonly TextEdit[];
  readonly statement: StatementClass;
  readonly parameters: readonly QueryParameter[];
  /** other subjects or nodes this one is built on (a field on its join) */
  readonly uses: readonly NodeKey[];
  /** of an element that is only written down */
  readonly weak?: true;
  readonly stored?: StoredQuery;
  /** of a column whose type is declared */
  readonly declared?: DeclaredType;
}
