/**
 * Published views, as Selecto's own comparison of contracts has it: what goes is breaking, and so is any other type of a
 * result, because the consumer is another program. A version or fingerprint of its own that changes wants a look, no more.
 */
import type { Rule } from "./rule.ts";

export const published: Rule = (difference) => {
  if (difference.verb !== "alter") return undefined;
  if (difference.item.kind === "published column" && difference.trait === "type")
    return { bump: "major", deploy: "expand, then contract", why: "who reads the view was promised the old type" };
  if (difference.item.kind === "published view")
    return { bump: "patch", deploy: "any order", why: `its ${difference.trait} says that it changed: those who accept the old one should look` };
  return undefined;
};
