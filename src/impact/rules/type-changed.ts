/** A column keeps its place in the statement but has another type: comparisons, casts and operators resolve differently though the result looks the same. */
import { kindOf, nameOf } from "../../model/identity.ts";
import { showJson } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

export const typeChanged: Rule = {
  code: "type-changed",
  verdict: "at-risk",
  why: "The type of a column decides which operators and casts its comparisons use.",
  examine(change, view) {
    if (change.verb !== "alter" || !view.reach.reads.has(change.key)) return undefined;
    const attribute = ["column", "typeAttribute"].includes(kindOf(change.key)) ? "type" : kindOf(change.key) === "domain" ? "baseType" : "";
    if (change.attribute !== attribute) return undefined;
    return { text: `${nameOf(change.key)} is ${showJson(change.after)} now, was ${showJson(change.before)}`, via: change.key };
  },
};
