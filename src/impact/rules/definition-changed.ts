/** A view or function it goes through has another definition: same shape, other rows. */
import { describeNode, kindOf } from "../../model/identity.ts";
import type { Rule } from "./rule.ts";

const DEFINED = new Set(["view", "materializedView", "function", "procedure", "aggregate", "rule"]);

export const definitionChanged: Rule = {
  code: "definition-changed",
  verdict: "at-risk",
  why: "The rows a view gives and what a function computes are its definition.",
  examine(change, view) {
    if (!DEFINED.has(kindOf(change.key)) || !view.reach.influences.has(change.key)) return undefined;
    if (change.verb === "drop") return kindOf(change.key) === "rule" ? { text: `${describeNode(change.key)} acts no more`, via: change.key } : undefined;
    if (change.verb !== "alter") return undefined;
    return { text: `${describeNode(change.key)} is defined in another way`, via: change.key };
  },
};
