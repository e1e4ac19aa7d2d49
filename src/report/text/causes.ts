/** Many findings that one repair mends, told as one: a missing table is one thing to mend, however many elements name it. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { groupBy } from "../../model/group-by.ts";
import { countOf, cut, formatNumber } from "./words.ts";

const NAMED = 3;

/** Lists of equal cause, each where its first member stood; what has no cause is alone. */
export function byCause<T>(list: readonly T[], causeOf: (one: T) => string | undefined): (readonly T[])[] {
  return [...groupBy(list, (one): unknown => causeOf(one) ?? one).values()];
}

/** `a, b, c and 6 more` */
export function namesText(names: readonly string[], all = false): string {
  const { shown, hidden } = cut(names, NAMED, all);
  return hidden === 0 ? shown.join(", ") : `${shown.join(", ")} and ${formatNumber(hidden)} more`;
}

/** Diagnostics of one cause as one that says how many there are and of what. */
export function foldCauses(list: readonly Diagnostic[], all = false): Diagnostic[] {
  return byCause(list, ({ code, severity, cause }) => (cause === undefined ? undefined : [code, severity, cause].join("\n"))).flatMap((same) => {
    const [first] = same;
    if (first?.cause === undefined || same.length === 1) return same;
    const { cause } = first;
    const names = same.map(({ message }) => (message.endsWith(`: ${cause}`) ? message.slice(0, -cause.length - 2) : message));
    return [{ ...first, message: `${cause}: ${countOf(same.length, "element")}, ${namesText(names, all)}` }];
  });
}
