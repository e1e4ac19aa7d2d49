/** Another collation sorts and compares text in another way, and an index of the old one no longer serves. */
import { kindOf, nameOf } from "../../model/identity.ts";
import type { Rule } from "./rule.ts";

export const collationChanged: Rule = {
  code: "collation-changed",
  verdict: "at-risk",
  why: "A collation decides how text sorts and which values are equal.",
  examine(change, view) {
    if (change.verb === "add" || !view.reach.reads.has(change.key)) return undefined;
    const isCollation = kindOf(change.key) === "collation" || (change.verb === "alter" && kindOf(change.key) === "column" && change.attribute === "collation");
    return isCollation ? { text: `${nameOf(change.key)} sorts and compares by another collation`, via: change.key } : undefined;
  },
};
