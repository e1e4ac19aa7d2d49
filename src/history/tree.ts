/**
 * Merkle trees over sets of entries, pure. An entry is a JSON value with a key; a tree is a function
 * of its set alone, whatever the order of input, so equal sets have equal hashes and sets that
 * differ in one entry share all but one path.
 *
 * The shape: a trie of 16 branches. A subtree becomes one *bucket* as soon as it is small enough,
 * with its entries inline: next to each other they compress well. The first four steps come from
 * the entry's *group* (the table a column or an index belongs to), so that what changes together
 * lies together; further steps come from its key.
 */
import { sha256 } from "../model/hash.ts";
import { canonicalJson, type JsonValue } from "../model/json.ts";

/** SHA-256 as 64 hex digits. */
export type Hash = string;

export interface Entry {
  readonly key: string;
  /** 16 bits of the group's hash */
  readonly slot: number;
  /** of the canonical text of `value` */
  readonly hash: Hash;
  /** length of that text */
  readonly size: number;
  readonly value: JsonValue;
}

/** Where a subtree is found: inner nodes and buckets are stored apart. */
export interface TreeRef {
  readonly kind: "node" | "bucket";
  readonly hash: Hash;
}

export interface Bucket extends TreeRef {
  readonly kind: "bucket";
  /** sorted by key */
  readonly entries: readonly Entry[];
}

export interface Branch extends TreeRef {
  readonly kind: "node";
  readonly body: Buffer;
  readonly children: readonly Tree[];
}

export type Tree = Bucket | Branch;

/** A child of an inner node and the step that leads to it. */
export interface Child extends TreeRef {
  readonly step: number;
}

const MAX_ENTRIES = 64;
/** of canonical text; about a table with all its columns, indexes and constraints */
const MAX_BUCKET_SIZE = 12_000;
const GROUP_STEPS = 4;
const MAX_STEPS = GROUP_STEPS + 32;
const HASH_BYTES = 32;

/** One entry; `slot` comes from {@link slotOf}. */
export function entryOf(key: string, slot: number, value: JsonValue): Entry {
  const text = canonicalJson(value);
  return { key, slot, hash: sha256(text), size: text.length, value };
}

/** The place of a group: entries of one slot lie together. A matter of size and speed only. */
export function slotOf(group: string): number {
  return Number.parseInt(sha256(group).slice(0, GROUP_STEPS), 16);
}

/** Buckets made before, by their first entry: most of the next tree is the same. */
export type KnownBuckets = WeakMap<Entry, Bucket>;

/**
 * The tree over a set of entries, or undefined for the empty set.
 *
 * @throws Error when two entries have one key: sets are made by this room, so that is a bug.
 */
export function buildTree(entries: readonly Entry[], known: KnownBuckets = new WeakMap()): Tree | undefined {
  return entries.length === 0 ? undefined : subtree(entries, 0, known);
}

function subtree(entries: readonly Entry[], depth: number, known: KnownBuckets): Tree {
  if (depth === MAX_STEPS || isSmall(entries)) return bucketOf(entries, known);
  const parts: Entry[][] = Array.from({ length: 16 }, () => []);
  for (const entry of entries) parts[stepOf(entry, depth)]?.push(entry);
  const children: Tree[] = [];
  const listed: Child[] = [];
  for (const [step, part] of parts.entries()) {
    if (part.length === 0) continue;
    const child = subtree(part, depth + 1, known);
    children.push(child);
    listed.push({ step, kind: child.kind, hash: child.hash });
  }
  const body = writeBranch(listed);
  return { kind: "node", hash: hashBranch(body), body, children };
}

function isSmall(entries: readonly Entry[]): boolean {
  if (entries.length === 1) return true;
  if (entries.length > MAX_ENTRIES) return false;
  let size = 0;
  for (const entry of entries) size += entry.size;
  return size <= MAX_BUCKET_SIZE;
}

function bucketOf(entries: readonly Entry[], known: KnownBuckets): Bucket {
  const [first] = entries;
  const former = first && known.get(first);
  if (former?.entries.length === entries.length && former.entries.every((entry, index) => entry === entries[index])) return former;
  const sorted = entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index]?.key === sorted[index - 1]?.key) throw new Error(`two entries have the key ${sorted[index]?.key}`);
  }
  const bucket: Bucket = { kind: "bucket", hash: hashBucket(sorted.map((entry) => entry.hash)), entries: sorted };
  if (sorted[0] !== undefined) known.set(sorted[0], bucket);
  return bucket;
}

/** The hash of a bucket from the hashes of its entries in order of their keys. */
export function hashBucket(entries: readonly Hash[]): Hash {
  return sha256(`bucket\n${entries.join("\n")}`);
}

/** The hash of an inner node from its body. */
export function hashBranch(body: Uint8Array): Hash {
  return sha256(Buffer.concat([Buffer.from("node\n"), body]));
}

/** What a bucket says: its entries' canonical texts, one a line (JSON text has no line breaks of its own). */
export function bucketText(bucket: Bucket): string {
  return bucket.entries.map((entry) => canonicalJson(entry.value)).join("\n");
}

/** Two masks of 16 bits (which steps exist, which of them lead to inner nodes), then the binary hashes. */
function writeBranch(children: readonly Child[]): Buffer {
  const body = Buffer.alloc(4 + children.length * HASH_BYTES);
  let present = 0;
  let inner = 0;
  for (const [index, child] of children.entries()) {
    present |= 1 << child.step;
    if (child.kind === "node") inner |= 1 << child.step;
    body.write(child.hash, 4 + index * HASH_BYTES, "hex");
  }
  body.writeUInt16BE(present, 0);
  body.writeUInt16BE(inner, 2);
  return body;
}

/** @throws Error when the bytes are no inner node */
export function readBranch(bytes: Uint8Array): Child[] {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const present = body.readUInt16BE(0);
  const inner = body.readUInt16BE(2);
  const children: Child[] = [];
  let offset = 4;
  for (let step = 0; step < 16; step++) {
    if ((present & (1 << step)) === 0) continue;
    children.push({ step, kind: (inner & (1 << step)) === 0 ? "bucket" : "node", hash: body.toString("hex", offset, offset + HASH_BYTES) });
    offset += HASH_BYTES;
  }
  if (offset !== body.length) throw new Error(`an inner node of ${children.length} children is ${body.length} bytes long`);
  return children;
}

function stepOf(entry: Entry, depth: number): number {
  if (depth < GROUP_STEPS) return (entry.slot >> (4 * (GROUP_STEPS - 1 - depth))) & 15;
  return Number.parseInt(sha256(entry.key).charAt(depth - GROUP_STEPS), 16);
}
