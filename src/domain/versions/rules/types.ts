/**
 * Another type: comparators, aggregates and stored values of the old one may not fit. Major, unless the new one holds
 * all that the old one did and is handled alike: minor. Two names of one type are nothing: patch. The classes are those
 * of Selecto's own types.
 */
import type { Rule } from "./rule.ts";

/** Each class from the narrowest to the widest; names on one line of a class are one type. */
const CLASSES: readonly (readonly (readonly string[])[])[] = [
  [["char", "varchar", "string", "text", "citext"]],
  [["smallint"], ["integer", "id", "serial"], ["bigint", "bigserial"]],
  [["decimal", "numeric"]],
  [["float", "double"]],
  [["naive_datetime", "naive_datetime_usec", "utc_datetime", "utc_datetime_usec", "datetime", "timestamp"]],
  [["json", "jsonb", "map"]],
  [["uuid", "binary_id"]],
];

export const types: Rule = (difference) => {
  if (difference.verb !== "alter" || difference.trait !== "type") return undefined;
  if (difference.item.kind === "join") return { bump: "major", deploy: "expand, then contract", why: "another join offers other fields and other rows" };
  const [old, now] = [placeOf(difference.before), placeOf(difference.after)];
  if (old === undefined || now === undefined || old.class !== now.class)
    return { bump: "major", deploy: "expand, then contract", why: "values, comparators and aggregates of the old type may not fit" };
  if (old.width === now.width) return { bump: "patch", deploy: "any order", why: "two names of one type" };
  return now.width > old.width
    ? { bump: "minor", deploy: "database first", why: "it holds all that it held" }
    : { bump: "major", deploy: "application first", why: "it holds less" };
};

function placeOf(type: string | undefined): { class: number; width: number } | undefined {
  for (const [at, widths] of CLASSES.entries()) {
    const width = widths.findIndex((names) => names.includes(type ?? ""));
    if (width >= 0) return { class: at, width };
  }
  return undefined;
}
