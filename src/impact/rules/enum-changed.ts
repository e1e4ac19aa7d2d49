/** Values of an enum added, removed or reordered: comparisons, ORDER BY and exhaustive CASEs over it mean something else. */
import { kindOf, nameOf } from "../../model/identity.ts";
import type { Rule } from "./rule.ts";

export const enumChanged: Rule = {
  code: "enum-changed",
  verdict: "at-risk",
  why: "The values of an enum and their order decide comparisons, sorting and which branches a CASE needs.",
  examine(change, view) {
    if (change.verb !== "alter" || kindOf(change.key) !== "type" || change.attribute !== "values" || !view.reach.reads.has(change.key)) return undefined;
    const before = Array.isArray(change.before) ? change.before.map(String) : [];
    const after = Array.isArray(change.after) ? change.after.map(String) : [];
    const removed = before.filter((value) => !after.includes(value));
    const added = after.filter((value) => !before.includes(value));
    const kept = after.filter((value) => before.includes(value));
    const reordered = before.filter((value) => after.includes(value)).some((value, at) => kept[at] !== value);
    const parts = [
      removed.length > 0 ? `loses ${list(removed)}` : "",
      added.length > 0 ? `gains ${list(added)}` : "",
      reordered ? "sorts in another order" : "",
    ].filter((part) => part !== "");
    return { text: `the enum ${nameOf(change.key)} ${parts.join(", ")}`, via: change.key };
  },
};

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(", ");
}
