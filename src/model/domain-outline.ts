/** A domain as its readers see it: what can be selected, by which joins, filtered by what. No findings, no statements. */
import type { NodeKey } from "./identity.ts";

export interface OutlineField {
  /** as a query names it: `email`, `customer.email` */
  readonly name: string;
  /** the element that PostgreSQL is asked about */
  readonly element: NodeKey;
  readonly label?: string;
  readonly description?: string;
  /** the type that the domain declares */
  readonly declared?: string;
  /** computed from other fields: no column of the table */
  readonly computed: boolean;
}

/** A table the domain reads, with the fields it offers of it. */
export interface OutlineRelation {
  /** `source`, or the path of the join that leads to it: `items.product` */
  readonly id: string;
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly fields: readonly OutlineField[];
  /** fields that exist and may not be selected: their names only */
  readonly redacted: readonly string[];
}

export interface OutlineJoin {
  /** path from the root: `items.product` */
  readonly id: string;
  readonly element: NodeKey;
  readonly label?: string;
  readonly type?: string;
  /** table it starts at and table it leads to */
  readonly from: string;
  readonly to: string;
  /** columns that must be equal, there and here; empty where the join has no pair of keys */
  readonly keys: readonly (readonly [from: string, to: string])[];
  /** the table in between, of many to many */
  readonly through?: string;
  readonly cardinality?: "one" | "many";
}

export interface OutlineEntry {
  readonly name: string;
  readonly element: NodeKey;
  readonly label?: string;
  readonly description?: string;
}

export interface DomainOutline {
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly file: string;
  /** the source first, then in the order of the joins */
  readonly relations: readonly OutlineRelation[];
  readonly joins: readonly OutlineJoin[];
  readonly filters: readonly OutlineEntry[];
  readonly customColumns: readonly OutlineEntry[];
  /** filters that every query has, as written */
  readonly requiredFilters: readonly string[];
  readonly defaultSelected: readonly string[];
}

/** One line of a list of domains. */
export interface ListedDomain {
  readonly name: string;
  readonly version?: string;
  /** table of the source; absent where the domain has none that could be read */
  readonly table?: string;
  /** fields that can be selected, those of joined tables too */
  readonly fields: number;
  readonly joins: number;
  readonly filters: number;
  /** parts that PostgreSQL would be asked about */
  readonly elements: number;
  readonly file: string;
}

export interface DomainList {
  /** where it was read: `the working tree` */
  readonly origin: string;
  /** sorted by name */
  readonly domains: readonly ListedDomain[];
  /** domain files that could not be read at all */
  readonly unread: readonly string[];
}
