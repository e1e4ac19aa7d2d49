/** A parameter that must be given makes every stored use of its segment fail: major. One that may be given does not: minor. */
import type { Rule } from "./rule.ts";

export const parameters: Rule = (difference) => {
  const { verb, item } = difference;
  if (item.kind !== "parameter") return undefined;
  if (verb === "add")
    return item.traits["required"] === "yes"
      ? { bump: "major", deploy: "expand, then contract", why: "stored uses of the segment do not give it" }
      : { bump: "minor", deploy: "database first", why: "stored uses of the segment go without it" };
  if (verb !== "alter" || difference.trait !== "required") return undefined;
  return difference.after === "yes"
    ? { bump: "major", deploy: "application first", why: "stored uses of the segment may not give it" }
    : { bump: "minor", deploy: "database first", why: "it may be left out now" };
};
