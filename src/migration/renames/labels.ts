/**
 * A label of an enum that went while another came in its place. PostgreSQL tells the two apart from nothing, so it is
 * always a question: dropped, the label's rows get another value. Pure.
 */
import { kindOf, nodeKey, parseNodeKey, type NodeKey } from "../../model/identity.ts";
import type { RenameGuess } from "../../model/rename.ts";
import type { Fact } from "../../model/schema-state.ts";

/** The labels of an enum in their order; none of any other fact. */
export function labelsOf({ key, payload }: Fact): string[] {
  const values = kindOf(key) === "type" ? payload["values"] : undefined;
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

/** Key of a label of the enum `type`. */
export function labelKey(type: NodeKey, label: string): NodeKey {
  return nodeKey("enumLabel", ...parseNodeKey(type).path, label);
}

/** Pairs of labels in the same place of an enum that is otherwise as it was. */
export function guessLabels(from: readonly Fact[], to: readonly Fact[], isDenied: (old: NodeKey, now: NodeKey) => boolean): RenameGuess[] {
  const after = new Map(to.map((fact) => [fact.key, fact]));
  return from.flatMap((fact) => {
    const now = after.get(fact.key);
    const old = labelsOf(fact);
    const labels = now === undefined ? [] : labelsOf(now);
    if (old.length !== labels.length) return [];
    const changed = old.flatMap((label, at) => (label === labels[at] ? [] : [[label, labels[at] ?? ""] as const]));
    // one that is still there, elsewhere, was moved: that is another order, and no rename
    if (changed.some(([gone, come]) => labels.includes(gone) || old.includes(come))) return [];
    return changed
      .map(([gone, come]) => ({ from: labelKey(fact.key, gone), to: labelKey(fact.key, come), confidence: 0.5, reasons: ["same place in the enum"] }))
      .filter((guess) => !isDenied(guess.from, guess.to));
  });
}
