/**
 * A required filter or a tenant scope is part of every query: with a new one the same query gives fewer rows, or
 * needs a value that nobody gives yet. Major. Relaxed, it gives more: minor.
 */
import type { Rule } from "./rule.ts";

export const required: Rule = ({ verb, item: { kind } }) => {
  if (kind === "tenant") return { bump: "major", deploy: "application first", why: "every query is limited to another scope" };
  if (kind !== "required filter") return undefined;
  return verb === "remove"
    ? { bump: "minor", deploy: "any order", why: "every query gives the rows that it left out" }
    : { bump: "major", deploy: "application first", why: "every query leaves rows out" };
};
