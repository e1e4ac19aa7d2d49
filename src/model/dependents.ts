/** What hangs on a subject, without any change. */
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";
import type { BaselineDefect } from "./impact.ts";
import type { SourcePosition } from "./position.ts";
import type { StateOrigin } from "./snapshot.ts";

/** `elaborated`: PostgreSQL analysed a probe; `catalog`: PostgreSQL's own catalogs; `declared`: named in a domain file; `parsed`: read as text only */
export type Evidence = "elaborated" | "catalog" | "declared" | "parsed";

export interface Dependent {
  readonly key: NodeKey;
  readonly kind: "query" | "element" | "object";
  /** `top_customers`, `Order.customer.email`, `view active_users` */
  readonly label: string;
  /** absent for database objects */
  readonly position?: SourcePosition;
  readonly how: "reads" | "writes" | "reads and writes" | "through" | "hangs on";
  /** columns of the subject that it touches, by name, in table order */
  readonly columns: readonly string[];
  /** from the subject to the dependent; longer than two when it goes through something */
  readonly path: readonly NodeKey[];
  readonly evidence: Evidence;
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
  readonly queries: readonly Dependent[];
  /** views, foreign keys, triggers, policies, indexes ... */
  readonly objects: readonly Dependent[];
  /** how many queries and elements use each column, most used first; only for relations */
  readonly columnUse: readonly { readonly column: string; readonly uses: number }[];
  /** queries and domain elements looked at, and how many of them PostgreSQL could answer for */
  readonly examined: number;
  readonly answered: number;
  /** what is already broken or unknown, so that silence about it is not taken for safety */
  readonly defects: readonly BaselineDefect[];
  readonly diagnostics: readonly Diagnostic[];
  readonly engine: string;
}
