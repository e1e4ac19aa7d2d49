/** What hangs on a subject, without any change. */
import type { SignatureColumn, WriteTarget } from "./answer.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";
import type { BaselineDefect } from "./impact.ts";
import type { SourcePosition } from "./position.ts";
import type { StateOrigin } from "./snapshot.ts";
import type { SubjectKind } from "./subject.ts";

/** `elaborated`: PostgreSQL analysed a probe; `catalog`: PostgreSQL's own catalogs; `declared`: named in a domain file; `parsed`: read as text only */
export type Evidence = "elaborated" | "catalog" | "declared" | "parsed";

/** What a statement does to a relation besides reading it. */
export type WriteOperation = WriteTarget["operation"] | "upsert";

export interface Dependent {
  readonly key: NodeKey;
  readonly kind: SubjectKind | "object";
  /** `top_customers`, `Order.customer.email`, `MyApp.Accounts.User.email`, `view active_users` */
  readonly label: string;
  /** absent for database objects */
  readonly position?: SourcePosition;
  readonly how: "reads" | "writes" | "reads and writes" | "through" | "hangs on";
  /** columns of the subject that it touches, by name, in table order */
  readonly columns: readonly string[];
  /** of them what it reads and what it writes, where it names the subject itself and PostgreSQL told */
  readonly access?: { readonly operations: readonly WriteOperation[]; readonly reads: readonly string[]; readonly writes: readonly string[] };
  /** from the subject to the dependent; longer than two when it goes through something */
  readonly path: readonly NodeKey[];
  readonly evidence: Evidence;
}

/** A column of a relation and where the text first names it in that way. */
export interface AccessedColumn {
  readonly name: string;
  readonly position?: SourcePosition;
}

/** A query or element that was asked about, by PostgreSQL's account. */
export interface StatementDetail {
  readonly key: NodeKey;
  readonly label: string;
  readonly position: SourcePosition;
  readonly parameters: readonly { readonly number: number; readonly name?: string; readonly type: string }[];
  readonly results: readonly SignatureColumn[];
  /** tables and views that it names, each once */
  readonly relations: readonly {
    readonly key: NodeKey;
    readonly operations: readonly WriteOperation[];
    readonly reads: readonly AccessedColumn[];
    readonly writes: readonly AccessedColumn[];
    readonly position?: SourcePosition;
  }[];
  /** functions of the schema that it calls */
  readonly routines: readonly { readonly key: NodeKey; readonly position?: SourcePosition }[];
}

export interface DependentsReport {
  readonly origin: StateOrigin;
  /** the subject on every layer it exists on: `table:public.users`, `selectoDomain:User` */
  readonly keys: readonly NodeKey[];
  /** same name in other namespaces */
  readonly also: readonly NodeKey[];
  /** number of columns when the subject is a relation */
  readonly columns?: number;
  /** sorted by name of the domain */
  readonly domains: readonly { readonly name: string; readonly elements: readonly Dependent[] }[];
  /** by module, sorted, the one that was asked about first; where the module's schema stands */
  readonly ecto: readonly { readonly module: string; readonly position: SourcePosition; readonly members: readonly Dependent[] }[];
  readonly queries: readonly Dependent[];
  /** views, foreign keys, triggers, policies, indexes ... */
  readonly objects: readonly Dependent[];
  /** how many queries and elements use each column, most used first, and how many of them write it; only for relations */
  readonly columnUse: readonly { readonly column: string; readonly uses: number; readonly reads: number; readonly writes: number }[];
  /** the subject itself where it is a query or an element */
  readonly statements: readonly StatementDetail[];
  /** queries and domain elements looked at, and how many of them PostgreSQL could answer for */
  readonly examined: number;
  readonly answered: number;
  /** what is already broken or unknown, so that silence about it is not taken for safety */
  readonly defects: readonly BaselineDefect[];
  readonly diagnostics: readonly Diagnostic[];
  readonly engine: string;
}
