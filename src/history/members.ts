/**
 * The parts of a snapshot that are kept as sets: how each of their members is named, grouped and
 * ordered. Knows the model's shapes; refuses to know trees and files.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Domain } from "../model/domain.ts";
import type { EctoSchema } from "../model/ecto-schema.ts";
import { parseNodeKey, type NodeKey } from "../model/identity.ts";
import { canonicalJson, type JsonValue } from "../model/json.ts";
import type { SourcePosition } from "../model/position.ts";
import type { Fact, FactEdge } from "../model/schema-state.ts";
import type { Query } from "../model/subject.ts";

/** Each set and the type of its members. */
export interface Members {
  readonly facts: Fact;
  readonly edges: FactEdge;
  /** diagnostics of the schema */
  readonly notes: Diagnostic;
  readonly domains: Domain;
  readonly queries: Query;
  readonly ectoSchemas: EctoSchema;
  readonly diagnostics: Diagnostic;
}

export type SetName = keyof Members;

export const SET_NAMES: readonly SetName[] = ["facts", "edges", "notes", "domains", "queries", "ectoSchemas", "diagnostics"];

export interface MemberRule<Member> {
  /** the identity by which two states are compared */
  readonly key: (member: Member) => string;
  /** members of one group are stored next to each other */
  readonly group: (member: Member) => string;
  /** the order in which a snapshot lists them, by code unit */
  readonly order: (member: Member) => string;
  /** keys may repeat (two queries of one name are a finding, not a crash); repetitions are numbered in order */
  readonly repeats: boolean;
}

const diagnosticRule: MemberRule<Diagnostic> = { key: describe, group: describe, order: describe, repeats: true };

export const MEMBER_RULES: { readonly [Name in SetName]: MemberRule<Members[Name]> } = {
  facts: {
    key: (fact) => fact.key,
    group: (fact) => relationOf(fact.parent) ?? relationOf(fact.key) ?? fact.key,
    order: (fact) => fact.key,
    repeats: false,
  },
  edges: { key: edgeKey, group: (edge) => relationOf(edge.from) ?? edge.from, order: edgeKey, repeats: false },
  notes: diagnosticRule,
  domains: {
    key: (domain) => domain.name,
    group: (domain) => domain.name,
    order: (domain) => `${domain.name}\n${placeOf(domain.position)}\n${hashable(domain)}`,
    repeats: true,
  },
  queries: {
    key: (query) => query.name,
    group: (query) => query.name,
    order: (query) => `${placeOf(query.position)}\n${query.name}\n${hashable(query)}`,
    repeats: true,
  },
  ectoSchemas: { key: ({ module }) => module, group: ({ module }) => module, order: ({ module }) => module, repeats: false },
  diagnostics: diagnosticRule,
};

/** Members in the order in which a snapshot lists them. */
export function sortMembers<Member>(members: readonly Member[], { order }: Pick<MemberRule<Member>, "order">): Member[] {
  return members
    .map((member) => ({ member, place: order(member) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ member }) => member);
}

/** Model values are plain JSON by design, which interfaces without an index signature cannot say. */
export function plainJson(value: object): JsonValue {
  return value as JsonValue;
}

function hashable(value: object): string {
  return canonicalJson(plainJson(value));
}

function edgeKey(edge: FactEdge): string {
  return `${edge.from}\n${edge.to}\n${edge.kind}`;
}

function describe(diagnostic: Diagnostic): string {
  const { position, code } = diagnostic;
  return `${position === undefined ? "" : placeOf(position)}\n${code}\n${hashable(diagnostic)}`;
}

/** Sorts as a reader does: by file, then line and column as numbers. */
function placeOf({ file, line, column }: SourcePosition): string {
  return `${file}\n${line.toString().padStart(8, "0")}\n${column.toString().padStart(8, "0")}`;
}

/** Namespace and relation of a key: columns, indexes and constraints of one table belong together. */
function relationOf(key: NodeKey | undefined): string | undefined {
  if (key === undefined) return undefined;
  try {
    const { path, target } = parseNodeKey(key);
    if (target !== undefined) return relationOf(target);
    return path.length < 2 ? undefined : `${path[0]}\n${path[1]}`;
  } catch {
    return undefined; // a matter of locality only: a key of another grammar is its own group
  }
}
