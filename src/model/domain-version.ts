/** Documents of domains as they are kept, restored and tried on schemas. */
import type { ContractReport } from "./domain-contract.ts";
import type { DomainDocument, DomainPatch } from "./migration.ts";

/** A document that a domain had from one migration to another. */
export interface KeptVersion extends DomainDocument {
  readonly hash: string;
  /** the migration that brought it */
  readonly migration: string;
  /** the migration that ended it; null: it is the last one */
  readonly until: string | null;
  /** operations of the edit that made it; null for the first document of a domain */
  readonly edits: number | null;
}

/** A document that was asked for: a kept one, or that of the working tree. */
export type ChosenVersion = DomainDocument & Partial<Pick<KeptVersion, "migration" | "until">> & { readonly hash: string };

export interface VersionList {
  /** those asked for, in the order in which they came */
  readonly versions: readonly KeptVersion[];
  /** domains of the working tree whose document no migration has recorded */
  readonly unrecorded: readonly { readonly name: string; readonly version: string | null; readonly file: string }[];
}

/** Two documents of one domain: what changed for those who query it, and in the text. */
export interface VersionComparison {
  readonly report: ContractReport;
  readonly before: ChosenVersion;
  readonly after: ChosenVersion;
  /** migrations that lead from the one to the other, in their order; empty where none does */
  readonly link: readonly string[];
}

/** How a document fares on a state. */
export interface VersionTrial {
  readonly name: string;
  readonly version: string | null;
  /** absent for the working tree's */
  readonly migration?: string;
  readonly state: string;
  readonly outcome: "runs" | "differs" | "fails" | "unknown";
  readonly elements: number;
  /** what PostgreSQL says, one line each: of elements that fail, then of types that differ, then of what could not be asked */
  readonly reasons: readonly string[];
}

export interface VersionMatrix {
  readonly states: readonly { readonly text: string; readonly engine: string }[];
  readonly trials: readonly VersionTrial[];
}

/** A domain that was brought to another document. */
export interface MovedDomain {
  readonly edit: DomainPatch;
  /** the migration that carries it */
  readonly migration: string;
  /** where it was written; absent on a dry run */
  readonly folder?: string;
  /** the domain file that has the document now, or would have; absent where it has it already */
  readonly file?: string;
  /** further files that say a part of it: overlays */
  readonly also?: readonly string[];
  /** how the document fares on the schema that the migrations lead to */
  readonly trial?: VersionTrial;
  /** between which migrations it was live before */
  readonly madeFor?: { readonly since: string; readonly until: string | null };
  readonly dryRun: boolean;
}

/** A field or a join that was added to a domain's file, or would be. */
export interface AddedToDomain {
  readonly name: string;
  readonly file: string;
  readonly kind: "field" | "join";
  readonly part: string;
  /** the text of the file before and after */
  readonly before: string;
  readonly after: string;
  /** further files that say a part of it: overlays */
  readonly also?: readonly { readonly file: string; readonly before: string; readonly after: string }[];
  readonly dryRun: boolean;
}
