/** What comes can be named from now on: minor. What goes, or gets another name, is named by stored queries: major. */
import type { Rule } from "./rule.ts";

export const presence: Rule = ({ verb, item: { kind } }) => {
  if (verb === "add") return { bump: "minor", deploy: "database first", why: `queries may use the ${kind} now` };
  return verb === "remove" ? { bump: "major", deploy: "application first", why: `stored queries may name the ${kind}` } : undefined;
};
