/** Domains with what PostgreSQL says about them and who uses them: what documentation and pictures are made of. */
import type { ContractChange, ContractKind, DeployOrder } from "./domain-contract.ts";
import type { DomainOutline, OutlineEntry, OutlineField, OutlineJoin, OutlineRelation } from "./domain-outline.ts";
import type { NodeKey } from "./identity.ts";
import type { SourcePosition } from "./position.ts";

/** What PostgreSQL answered about an element. */
export interface Told {
  /** columns that it reads, by PostgreSQL's dependency records */
  readonly columns: readonly NodeKey[];
  /** why it does not compile, or could not be asked */
  readonly problem?: string;
  readonly position: SourcePosition;
}

export interface BookField extends OutlineField, Told {
  /** the type that PostgreSQL gives the value */
  readonly type?: string;
  /** names of queries that read one of its columns */
  readonly queries: readonly string[];
}

export interface BookRelation extends OutlineRelation {
  readonly fields: readonly BookField[];
}

export type BookJoin = OutlineJoin & Told;
export type BookEntry = OutlineEntry & Told;

/** A document that the domain had, and what it changed for those who query it. */
export interface BookVersion {
  readonly version: string | null;
  /** the migration that brought it; absent for the working tree's, which none has recorded */
  readonly migration?: string;
  /** against the one before it; none of the first */
  readonly changes: readonly ContractChange[];
  /** what those who query it write otherwise, the heaviest first; empty where they need to do nothing */
  readonly guide: readonly GuideStep[];
}

/** One thing that changed for those who query, as it was written and as it is written now. */
export interface GuideStep {
  readonly kind: ContractKind;
  readonly before?: string;
  readonly after?: string;
  /** one line, an imperative */
  readonly todo: string;
  readonly deploy: DeployOrder;
}

export interface BookDomain extends DomainOutline {
  /** the newest first; empty where no migration has recorded a document */
  readonly versions: readonly BookVersion[];
  readonly relations: readonly BookRelation[];
  readonly joins: readonly BookJoin[];
  readonly filters: readonly BookEntry[];
  readonly customColumns: readonly BookEntry[];
  /** names of queries that read a column the domain offers */
  readonly queries: readonly string[];
  /** elements that do not compile or could not be asked, of how many */
  readonly faults: number;
  readonly elements: number;
}

export interface BookQuery {
  readonly name: string;
  readonly position: SourcePosition;
  readonly text: string;
  readonly results: readonly { readonly name: string; readonly type: string }[];
  /** domains with a field that it reads */
  readonly domains: readonly string[];
}

export interface DomainBook {
  /** where it was read: `the working tree` */
  readonly origin: string;
  /** sorted by name */
  readonly domains: readonly BookDomain[];
  /** queries that read something the domains offer, sorted by name */
  readonly queries: readonly BookQuery[];
  /** domain files that could not be read at all */
  readonly unread: readonly string[];
  readonly engine: string;
}
