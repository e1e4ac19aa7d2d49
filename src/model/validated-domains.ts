/** What `domain validate` found: each domain with how many of its elements PostgreSQL compiled. */
import type { Diagnostic } from "./diagnostic.ts";
import type { FixedDomain } from "./fixed-domains.ts";
import type { StateOrigin } from "./snapshot.ts";

export interface ValidatedDomains {
  readonly domains: readonly {
    readonly name: string;
    readonly version?: string;
    readonly file: string;
    readonly elements: number;
    readonly compiled: number;
  }[];
  /** all that was found; with a base only what is new since then */
  readonly diagnostics: readonly Diagnostic[];
  /** the state that was compared with, and what was wrong there already */
  readonly base?: { readonly origin: StateOrigin; readonly lasting: readonly Diagnostic[]; readonly gone: number };
  /** what was mended first, where somebody asked for it; the findings are those afterwards */
  readonly fixed?: { readonly files: readonly FixedDomain[]; readonly dryRun: boolean };
  readonly engine: string;
}
