/** Comparators of a filter: one that goes makes stored uses of it fail. Major; if they only come, minor. A list where there was none is a limit. */
import type { Rule } from "./rule.ts";

export const comparators: Rule = (difference) => {
  if (difference.verb !== "alter" || difference.trait !== "comparators") return undefined;
  const { before, after } = difference;
  const now = namesOf(after);
  const isLost = after !== undefined && (before === undefined || namesOf(before).some((name) => !now.includes(name)));
  return isLost
    ? { bump: "major", deploy: "application first", why: "stored queries may compare in a way that is gone" }
    : { bump: "minor", deploy: "database first", why: "queries may compare in more ways" };
};

function namesOf(list: string | undefined): readonly unknown[] {
  const names: unknown = JSON.parse(list ?? "[]");
  return Array.isArray(names) ? names : [];
}
