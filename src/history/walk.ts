/**
 * Reading trees back: all entries of one, or only what two do not share. Entries are canonical
 * texts here, so that most of them are compared without being parsed.
 */
import type { ObjectStore } from "./objects.ts";
import type { TreeRef } from "./tree.ts";

type Reader = Pick<ObjectStore, "readText" | "readChildren">;

/** Calls `visit` with the text of each bucket below a reference: one entry a line. */
export function visitBuckets(store: Reader, ref: TreeRef | undefined, visit: (text: string) => void): void {
  if (ref === undefined) return;
  if (ref.kind === "node") for (const child of store.readChildren(ref.hash)) visitBuckets(store, child, visit);
  else visit(store.readText("bucket", ref.hash));
}

/** Canonical texts of the entries of two trees, without most of those that both have. */
export interface Unshared {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Walks both trees at once and reads differing subtrees only. */
export function readUnshared(store: Reader, from: TreeRef | undefined, to: TreeRef | undefined): Unshared {
  const before: string[] = [];
  const after: string[] = [];
  const collect = (ref: TreeRef | undefined): string[] => {
    const entries: string[] = [];
    visitBuckets(store, ref, (text) => void entries.push(...text.split("\n")));
    return entries;
  };
  const compare = (left: TreeRef | undefined, right: TreeRef | undefined): void => {
    if (left?.hash === right?.hash) return;
    if (left?.kind !== "node" || right?.kind !== "node") {
      const [gone, come] = withoutCommon(collect(left), collect(right));
      for (const entry of gone) before.push(entry);
      for (const entry of come) after.push(entry);
      return;
    }
    const lefts = new Map(store.readChildren(left.hash).map((child) => [child.step, child]));
    const rights = new Map(store.readChildren(right.hash).map((child) => [child.step, child]));
    for (let step = 0; step < 16; step++) compare(lefts.get(step), rights.get(step));
  };
  compare(from, to);
  return { before, after };
}

/** Two buckets of one place differ in a line or two, mostly. */
function withoutCommon(before: readonly string[], after: readonly string[]): [Iterable<string>, Iterable<string>] {
  const others = new Set(after);
  if (others.size < after.length) return [before, after]; // a repeated diagnostic: whoever pairs them counts
  return [before.filter((entry) => !others.delete(entry)), others];
}
