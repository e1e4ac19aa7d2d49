/**
 * NOT NULL added: writers can be refused at run time (23502). NOT NULL dropped: readers meet NULLs they
 * never met. A new NOT NULL column without a default refuses every insert that does not name it.
 */
import { kindOf, nameOf, nodeKey, parseNodeKey } from "../../model/identity.ts";
import { insertsInto, listsColumn, mayWrite, setsValuesIn, type Rule } from "./rule.ts";

export const notNull: Rule = {
  code: "not-null",
  verdict: "at-risk",
  why: "Whether a column may be NULL decides which writes are refused and what readers meet.",
  examine(change, view) {
    if (kindOf(change.key) === "domain" && change.verb === "alter" && change.attribute === "notNull") {
      const text =
        change.after === true ? `values of ${nameOf(change.key)} may not be NULL any more (23502)` : `values of ${nameOf(change.key)} may be NULL now`;
      return view.reach.reads.has(change.key) ? { text, via: change.key } : undefined;
    }
    if (kindOf(change.key) !== "column") return undefined;
    const [namespace = "", relation = "", column = ""] = parseNodeKey(change.key).path;
    const table = nodeKey("table", namespace, relation);
    if (change.verb === "add") {
      const fact = view.after.facts.get(change.key);
      const filled =
        fact === undefined ||
        fact.payload["notNull"] !== true ||
        fact.payload["identity"] !== null ||
        fact.payload["generatedExpr"] !== null ||
        view.after.children(change.key).some((child) => kindOf(child) === "default");
      if (filled || !insertsInto(view, table) || listsColumn(view, relation, column)) return undefined;
      return { text: `every insert fails with 23502: the new column ${relation}.${column} is NOT NULL, has no default and is not named here`, via: table };
    }
    if (change.verb !== "alter" || change.attribute !== "notNull") return undefined;
    if (change.after === true) {
      if (!setsValuesIn(view, table) || !mayWrite(view, table, column)) return undefined;
      const unnamed =
        insertsInto(view, table) && !listsColumn(view, relation, column) && !view.after.children(change.key).some((child) => kindOf(child) === "default");
      return {
        text: unnamed
          ? `fails with 23502: ${relation}.${column} is NOT NULL now, has no default and is not named here`
          : `writes of NULL to ${relation}.${column} are refused now (23502)`,
        via: table,
      };
    }
    return view.reach.reads.has(change.key) ? { text: `${relation}.${column} may be NULL now`, via: change.key } : undefined;
  },
};
