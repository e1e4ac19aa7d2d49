/**
 * The content of a snapshot as trees under one root, pure. The root's hash is the name of the state:
 * equal content has an equal root whatever the order of input. Where and when the state was taken is
 * no part of it.
 */
import { sha256 } from "../model/hash.ts";
import { canonicalJson } from "../model/json.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { z } from "zod";
import { MEMBER_RULES, plainJson, SET_NAMES, sortMembers, type MemberRule, type Members, type SetName } from "./members.ts";
import { buildTree, entryOf, slotOf, type Entry, type Hash, type KnownBuckets, type Tree, type TreeRef } from "./tree.ts";

export type StateContent = Omit<Snapshot, "origin">;

/** A state ready to be stored. */
export interface EncodedState {
  readonly root: Hash;
  /** the root object's text */
  readonly text: string;
  readonly trees: readonly Tree[];
}

/** The root object. Format 1. */
export interface StateRoot {
  readonly fingerprint: string;
  readonly orderedFingerprint: string;
  readonly serverVersion: string;
  /** absent for an empty set */
  readonly sets: { readonly [Name in SetName]?: TreeRef };
}

/** Turns states into trees. Remembers members it has seen (they are immutable), so that encoding a state that shares most of them is quick. */
export type StateEncoder = (state: StateContent) => EncodedState;

export function createStateEncoder(): StateEncoder {
  const known = new WeakMap<object, Entry>();
  const buckets: KnownBuckets = new WeakMap();
  const encodeSet = <Member extends object>(members: readonly Member[], rule: MemberRule<Member>): Tree | undefined => {
    const slots = new Map<string, number>();
    const entries = (rule.repeats ? sortMembers(members, rule) : members).map((member) => {
      const seen = known.get(member);
      if (seen !== undefined) return seen;
      const group = rule.group(member);
      const slot = slots.get(group) ?? slotOf(group);
      slots.set(group, slot);
      const entry = entryOf(rule.key(member), slot, plainJson(member));
      known.set(member, entry);
      return entry;
    });
    return buildTree(rule.repeats ? numberRepeats(entries) : entries, buckets);
  };
  return (state) => {
    const { fingerprint, orderedFingerprint, serverVersion } = state.schema;
    const lists = listsOf(state);
    const built: { readonly [Name in SetName]: Tree | undefined } = {
      facts: encodeSet(lists.facts, MEMBER_RULES.facts),
      edges: encodeSet(lists.edges, MEMBER_RULES.edges),
      notes: encodeSet(lists.notes, MEMBER_RULES.notes),
      domains: encodeSet(lists.domains, MEMBER_RULES.domains),
      queries: encodeSet(lists.queries, MEMBER_RULES.queries),
      ectoSchemas: encodeSet(lists.ectoSchemas, MEMBER_RULES.ectoSchemas),
      diagnostics: encodeSet(lists.diagnostics, MEMBER_RULES.diagnostics),
    };
    const trees = SET_NAMES.flatMap((name) => (built[name] === undefined ? [] : [{ name, tree: built[name] }]));
    const sets = Object.fromEntries(trees.map(({ name, tree }) => [name, `${tree.kind}:${tree.hash}`]));
    const text = canonicalJson({ format: 1, fingerprint, orderedFingerprint, serverVersion, sets });
    return { root: hashRoot(text), text, trees: trees.map(({ tree }) => tree) };
  };
}

type Lists = { readonly [Name in SetName]: readonly Members[Name][] };

function listsOf({ schema, domains, queries, ectoSchemas = [], diagnostics }: StateContent): Lists {
  return { facts: schema.facts, edges: schema.edges, notes: schema.diagnostics, domains, queries, ectoSchemas, diagnostics };
}

/** The n-th entry of one key gets a number, so that a list with repetitions is a set. */
function numberRepeats(entries: readonly Entry[]): Entry[] {
  const counts = new Map<string, number>();
  return entries.map((entry) => {
    const count = (counts.get(entry.key) ?? 0) + 1;
    counts.set(entry.key, count);
    return count === 1 ? entry : { ...entry, key: `${entry.key}\n#${count}` };
  });
}

/** The hash of a root object from its text. */
export function hashRoot(text: string): Hash {
  return sha256(`root\n${text}`);
}

const treeRef = z
  .string()
  .regex(/^(node|bucket):[0-9a-f]{64}$/)
  .transform((text): TreeRef => {
    const [kind, hash = ""] = text.split(":");
    return { kind: kind === "node" ? "node" : "bucket", hash };
  });

const rootShape = z.strictObject({
  format: z.literal(1),
  fingerprint: z.string(),
  orderedFingerprint: z.string(),
  serverVersion: z.string(),
  sets: z.partialRecord(z.enum(["facts", "edges", "notes", "domains", "queries", "ectoSchemas", "diagnostics"]), treeRef),
});

/** @throws Error when the text is no root object */
export function readRoot(text: string): StateRoot {
  const { format: _format, ...root } = rootShape.parse(JSON.parse(text));
  return root;
}

/** Puts a state back together; `read` lists the members of one set in any order. */
export function decodeState(root: Omit<StateRoot, "sets">, read: <Name extends SetName>(name: Name) => readonly Members[Name][]): StateContent {
  const { fingerprint, orderedFingerprint, serverVersion } = root;
  const list = <Name extends SetName>(name: Name): Members[Name][] => sortMembers(read(name), MEMBER_RULES[name]);
  const ectoSchemas = list("ectoSchemas");
  return {
    schema: { facts: list("facts"), edges: list("edges"), fingerprint, orderedFingerprint, serverVersion, diagnostics: list("notes") },
    domains: list("domains"),
    queries: list("queries"),
    ...(ectoSchemas.length > 0 && { ectoSchemas }),
    diagnostics: list("diagnostics"),
  };
}

/** The state as a stored one comes back: every list in its own order. The same state, by definition. */
export function arrangeState(state: StateContent): StateContent {
  const lists = listsOf(state);
  return decodeState(state.schema, (name) => lists[name]);
}
