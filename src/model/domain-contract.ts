/** What stored queries can rely on in a domain, how that changed, and which version the change asks for. */

export const CONTRACT_KINDS = [
  "domain",
  "field",
  "join",
  "filter",
  "segment",
  "parameter",
  "projection",
  "ordering",
  "view",
  "published view",
  "published column",
  "published field",
  "published filter",
  "published member",
  "required filter",
  "tenant",
  "default",
] as const;
export type ContractKind = (typeof CONTRACT_KINDS)[number];

export interface ContractItem {
  readonly kind: ContractKind;
  readonly name: string;
  /** `type`, `comparators`, `sortable` ... as text; what is only shown to people is under `shown` */
  readonly traits: Readonly<Record<string, string>>;
}

/** Sorted by kind and name; each pair once. */
export type DomainContract = readonly ContractItem[];

/** One difference of two contracts; an item whose traits differ is one change a trait. */
export type ContractDifference =
  | { readonly verb: "add" | "remove"; readonly item: ContractItem }
  | { readonly verb: "alter"; readonly item: ContractItem; readonly trait: string; readonly before: string | undefined; readonly after: string | undefined };

export const BUMPS = ["patch", "minor", "major"] as const;
export type Bump = (typeof BUMPS)[number];

/** From what may be done at any time to what takes two releases. */
export const DEPLOY_ORDERS = ["any order", "database first", "application first", "expand, then contract"] as const;

/**
 * Who has to be deployed first: the database and the domain (old queries still work on them), the application that
 * queries (it works on both), either, or neither: then the change takes two releases.
 */
export type DeployOrder = (typeof DEPLOY_ORDERS)[number];

export interface ContractChange {
  readonly verb: ContractDifference["verb"];
  readonly kind: ContractKind;
  readonly name: string;
  readonly trait?: string;
  readonly before?: string;
  readonly after?: string;
  readonly bump: Bump;
  readonly deploy: DeployOrder;
  /** one line */
  readonly why: string;
}

export interface DomainComparison {
  readonly name: string;
  readonly file: string;
  /** versions that the two documents declare */
  readonly before?: string;
  readonly after?: string;
  /** the domain is new, is gone, or is in both states */
  readonly presence: "added" | "removed" | "both";
  /** the heaviest first */
  readonly changes: readonly ContractChange[];
  /** the least bump for all changes; absent where nothing changed */
  readonly bump?: Bump;
  /** the least version that is enough; absent where the domain declared none before */
  readonly wanted?: string;
  /** what is wrong with the declared version, one line; absent where nothing is */
  readonly problem?: string;
}

export interface ContractReport {
  readonly from: string;
  readonly to: string;
  /** those with changes or a problem, sorted by name */
  readonly domains: readonly DomainComparison[];
  /** domains that say the same in both states */
  readonly unchanged: number;
  /** files that could not be read in one of the states */
  readonly unread: readonly string[];
}

/** A version that was given to a domain, or would be. */
export interface CreatedDomainVersion {
  readonly name: string;
  readonly file: string;
  readonly before?: string;
  /** the version that it has now, or would have */
  readonly given: string;
  /** what the change asks for; absent where nothing changed */
  readonly least?: Bump;
  readonly changes: readonly ContractChange[];
  readonly dryRun: boolean;
  /** false where the file says as much already, and on a dry run */
  readonly written: boolean;
}
