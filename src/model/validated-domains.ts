/** What `domain validate` found: each domain with how many of its elements PostgreSQL compiled. */
import type { Diagnostic } from "./diagnostic.ts";

export interface ValidatedDomains {
  readonly domains: readonly {
    readonly name: string;
    readonly version?: string;
    readonly file: string;
    readonly elements: number;
    readonly compiled: number;
  }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly engine: string;
}
