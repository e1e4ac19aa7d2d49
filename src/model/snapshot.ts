/** Schema, domains, queries and Ecto schemas at one moment. */
import type { Diagnostic } from "./diagnostic.ts";
import type { Domain } from "./domain.ts";
import type { EctoSchema } from "./ecto-schema.ts";
import type { SchemaState } from "./schema-state.ts";
import type { Query } from "./subject.ts";

/** Where a state was read from, in words and as data. */
export interface StateOrigin {
  readonly kind: "files" | "migrations" | "database" | "git" | "history" | "script";
  /** one line for the first line of an answer: `the working tree: schema.sql`, `main 3fa2b1 (merge base)` */
  readonly text: string;
  /** git commit, where there is one */
  readonly commit?: string;
}

export interface Snapshot {
  readonly origin: StateOrigin;
  readonly schema: SchemaState;
  readonly domains: readonly Domain[];
  readonly queries: readonly Query[];
  /** absent where there are none */
  readonly ectoSchemas?: readonly EctoSchema[];
  /** everything that could not be read; a state with errors here is incomplete and says so */
  readonly diagnostics: readonly Diagnostic[];
}
