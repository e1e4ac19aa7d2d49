/** A trigger on a table it writes came, went or changed: the write does something else besides. */
import { kindOf, nameOf } from "../../model/identity.ts";
import { writesTo, type Rule } from "./rule.ts";

export const triggerChanged: Rule = {
  code: "trigger-changed",
  verdict: "at-risk",
  why: "Triggers run with every write to their table.",
  examine(change, view) {
    if (kindOf(change.key) !== "trigger") return undefined;
    // A view may have triggers as well.
    const table = (change.verb === "add" ? view.after : view.before).facts.get(change.key)?.parent;
    if (table === undefined || !writesTo(view, table)) return undefined;
    const word = change.verb === "add" ? "runs now" : change.verb === "drop" ? "runs no more" : "is changed";
    return { text: `trigger ${nameOf(change.key)} ${word} when it writes to ${nameOf(table)}`, via: table };
  },
};
