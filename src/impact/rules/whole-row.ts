/**
 * Rows as values (`to_jsonb(u)`, `select u from users u`) and COPY without a column list take every
 * column there is: one more or less, or of another type, is part of what they give and take.
 */
import { kindOf, nameOf, nodeKey, parseNodeKey } from "../../model/identity.ts";
import { pathTo } from "../reach.ts";
import type { Rule } from "./rule.ts";

export const wholeRow: Rule = {
  code: "whole-row",
  verdict: "at-risk",
  why: "A statement that takes whole rows gives and expects every column of the table, though its own text and result type stay the same.",
  examine(change, view) {
    if (!view.shape.takesWholeRows || kindOf(change.key) !== "column" || (change.verb === "alter" && change.attribute !== "type")) return undefined;
    const [namespace = "", relation = "", column = ""] = parseNodeKey(change.key).path;
    const table = nodeKey("table", namespace, relation);
    // Through a view the rows are the view's.
    if (!view.reach.reads.has(table) || pathTo(view.reach.reads, table).length > 2) return undefined;
    const word = {
      add: "with the new column",
      drop: "without the column",
      alter: "with another type of the column",
      rename: "with another name of the column",
    }[change.verb];
    return { text: `takes whole rows of ${nameOf(table)}, now ${word} ${column}`, via: table };
  },
};
