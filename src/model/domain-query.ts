/**
 * What somebody asks of a domain, as a plain value: which fields, under which conditions, in which
 * order. Selectors and filters are in the JSON forms of the domain itself. Each part may say where it
 * stands in the document it was read from, so that an answer about it leads back there.
 */
import type { JsonObject, JsonValue } from "./json.ts";

/** Keys and list indexes from the top of the document a part was read from. */
export type DocumentPath = readonly (string | number)[];

/** One selector, order or group. */
export interface QueryPart {
  readonly value: JsonValue;
  /** how the result column is called */
  readonly alias?: string;
  readonly at?: DocumentPath;
}

/** One condition, or several that belong together. */
export type QueryFilter = { readonly value: JsonValue; readonly at?: DocumentPath } | { readonly join: "and" | "or"; readonly members: readonly QueryFilter[] };

/** What of the domain's query library the query takes. */
export interface LibraryUse {
  readonly view?: string;
  readonly segments: readonly string[];
  /** values of the library's parameters */
  readonly parameters: JsonObject;
  readonly at?: DocumentPath;
}

/** A value that whoever runs the query gives by name; filters name it as `[param, name]`. */
export interface DomainQueryParameter {
  readonly name: string;
  /** a type of PostgreSQL */
  readonly type?: string;
  readonly default?: JsonValue;
}

export interface DomainQuery {
  /** name of the domain */
  readonly domain: string;
  /** versions of the domain that the query is meant for, as a range: `^1.2` */
  readonly version?: string;
  readonly select: readonly QueryPart[];
  readonly filters: readonly QueryFilter[];
  /** non-empty, or aggregates among the selectors: rows are grouped */
  readonly group: readonly QueryPart[];
  readonly aggregates: readonly QueryPart[];
  readonly order: readonly QueryPart[];
  /** subtotals for every level of `group`, as aggregate views of the components have them */
  readonly rollup?: boolean;
  /** query members (CTEs and the like) that it takes in, also those no field of which it names */
  readonly members?: readonly QueryPart[];
  readonly limit?: number;
  readonly offset?: number;
  readonly library?: LibraryUse;
  readonly parameters: readonly DomainQueryParameter[];
  /** its lists stand alone, without what the domain selects and orders by in any case */
  readonly standsAlone?: boolean;
}

/** What a `$n` of the compiled query stands for. Values are the asker's own: never print them. */
export type Binding = { readonly kind: "value"; readonly value: JsonValue } | { readonly kind: "parameter"; readonly name: string };

/** Where a part of the SQL comes from; offsets are UTF-16 code units. */
export interface SqlOrigin {
  readonly from: number;
  readonly to: number;
  readonly at: DocumentPath;
}

/** Which part of the query it was, for what happens when it cannot be asked. */
export type QueryRole = "select" | "filter" | "group" | "aggregate" | "order" | "library" | "domain";

export interface QueryProblem {
  readonly role: QueryRole;
  /** `refused`: components refuse it; `unread`: only the application knows */
  readonly kind: "refused" | "unread";
  /** `invalid_field` and the like, as Selecto's components say it; else a code of the domain's reader */
  readonly code: string;
  readonly message: string;
  readonly at?: DocumentPath;
}

/** A domain query as SQL. */
export interface CompiledQuery {
  /** absent when a problem leaves nothing to ask */
  readonly sql?: string;
  readonly bindings: readonly Binding[];
  readonly origins: readonly SqlOrigin[];
  readonly problems: readonly QueryProblem[];
  /** conditions left out, as old components leave them out */
  readonly skipped: readonly QueryProblem[];
  /** keys of the domain's elements it is built on, sorted */
  readonly uses: readonly string[];
}
