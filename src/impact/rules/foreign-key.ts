/**
 * A foreign key added or changed refuses writes on both its tables (23503) or cascades differently;
 * one dropped lets rows point nowhere, so inner joins may lose them.
 */
import { kindOf, nameOf } from "../../model/identity.ts";
import { setsValuesIn, writesTo, type Rule } from "./rule.ts";

export const foreignKey: Rule = {
  code: "foreign-key",
  verdict: "at-risk",
  why: "A foreign key decides which writes are refused or cascade, and whether every reference finds its row.",
  examine(change, view) {
    if (kindOf(change.key) !== "constraint") return undefined;
    const state = change.verb === "add" ? view.after : view.before;
    const fact = state.facts.get(change.key);
    if (fact?.payload["type"] !== "f" || fact.parent === undefined || (change.verb === "alter" && change.attribute !== "def")) return undefined;
    const columns = state.needs(change.key).filter((needed) => kindOf(needed) === "column");
    const tables = [...new Set([fact.parent, ...columns.flatMap((column) => state.facts.get(column)?.parent ?? [])])];
    const referencing = fact.parent;
    if (change.verb === "drop") {
      const read = columns.find((column) => state.facts.get(column)?.parent === referencing && view.reach.reads.has(column));
      const joined = tables.length === 1 || tables.some((table) => table !== referencing && view.reach.reads.has(table));
      return read !== undefined && joined
        ? {
            text: `nothing guarantees any more that ${nameOf(read)} finds its row (foreign key ${nameOf(change.key)} dropped): an inner join may lose rows`,
            via: read,
          }
        : undefined;
    }
    const written = tables.find((table) => (table === referencing ? setsValuesIn(view, table) : writesTo(view, table)));
    if (written === undefined) return undefined;
    return {
      text:
        change.verb === "add"
          ? `writes to ${nameOf(written)} can be refused now (23503): new foreign key ${nameOf(change.key)}`
          : `foreign key ${nameOf(change.key)} acts in another way on writes`,
      via: written,
    };
  },
};
