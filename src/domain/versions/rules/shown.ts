/**
 * Labels, formats, descriptions and defaults are for people: a stored query names none of them. What is selected when
 * nobody says otherwise is part of it. Patch; any order.
 */
import type { Rule } from "./rule.ts";

export const shown: Rule = (difference) =>
  difference.item.kind === "default" || difference.item.kind === "domain" || (difference.verb === "alter" && difference.trait === "shown")
    ? { bump: "patch", deploy: "any order", why: "nothing that a stored query names" }
    : undefined;
