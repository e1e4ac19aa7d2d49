/** Sorting, filtering, grouping, aggregating or selecting by a field withdrawn: stored queries that do it fail. Major; granted, minor. */
import type { Rule } from "./rule.ts";

const ABILITIES = new Set(["sortable", "filterable", "groupable", "aggregatable", "detail_selectable"]);

export const abilities: Rule = (difference) => {
  if (difference.verb !== "alter" || !ABILITIES.has(difference.trait)) return undefined;
  return difference.after === "no"
    ? { bump: "major", deploy: "application first", why: "stored queries that use it so fail" }
    : { bump: "minor", deploy: "database first", why: "queries may use it so now" };
};
