/**
 * With sequential scans discouraged the plan on the old state searched this index by a condition; it is
 * gone or defined in another way, and the plan on the new state searches none for as many conditions.
 */
import { kindOf, nameOf } from "../../model/identity.ts";
import type { Rule } from "./rule.ts";

export const accessPathLost: Rule = {
  code: "access-path-lost",
  verdict: "slower",
  why: "A dropped index takes with it the only fast way to the rows that a condition wants.",
  examine(change, view) {
    const isGone = change.verb === "drop" || (change.verb === "alter" && change.attribute === "def");
    if (!isGone || (kindOf(change.key) !== "index" && kindOf(change.key) !== "constraint")) return undefined;
    if (!view.from.indexes.includes(change.key) || view.to.indexes.length >= view.from.indexes.length) return undefined;
    const table = view.before.facts.get(change.key)?.parent;
    return table === undefined ? undefined : { text: `the plan searched ${nameOf(change.key)}, and no other index serves its condition`, via: table };
  },
};
