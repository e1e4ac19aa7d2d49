/** The structural state of a database as content-addressed facts, normalised so that equal states are equal values. */
import type { Diagnostic } from "./diagnostic.ts";
import type { NodeKey } from "./identity.ts";
import type { JsonObject } from "./json.ts";

/**
 * One addressable thing: a table, a column, a constraint, a grant. Its own name lives in the key and
 * never in the payload. Payload members that start with `_` (column position, for instance) are
 * carried along but are not part of what the state *is*.
 */
export interface Fact {
  readonly key: NodeKey;
  readonly parent?: NodeKey;
  readonly payload: JsonObject;
}

/** `from` needs `to`: a view its columns, a default its sequence. */
export interface FactEdge {
  readonly from: NodeKey;
  readonly to: NodeKey;
  readonly kind: "depends" | "owner" | "memberOfExtension" | "managedBy";
}

export interface SchemaState {
  /** sorted by key */
  readonly facts: readonly Fact[];
  /** sorted */
  readonly edges: readonly FactEdge[];
  /** `s1:pg18:<sha256>`: equal for equal schemas up to column order. Only comparable within one tag. */
  readonly fingerprint: string;
  /** like `fingerprint`, but column order counts */
  readonly orderedFingerprint: string;
  /** PostgreSQL that answered, `18.6` */
  readonly serverVersion: string;
  /** what could not be read or is not modelled */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a fingerprint says about who may compare it: `s1:pg18`. */
export function engineTag(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(":"));
}
