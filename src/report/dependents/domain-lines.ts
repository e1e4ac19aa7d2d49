/** The domains that use the subject: one line each, or every element. */
import type { Dependent, DependentsReport } from "../../model/dependents.ts";
import type { RenderOptions } from "../options.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, displayWidth } from "../text/width.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { place, touch } from "./touch.ts";

const DOMAINS = 10;
const STRUCTURE = /^(?:schemas|associations)\./;

export function domainLines(report: DependentsReport, options: RenderOptions): string[] {
  const { shown, hidden } = cut(report.domains, DOMAINS, options.all);
  const domains = shown.map(({ name, elements }) => ({ name, elements: elements.toSorted(byPlace) }));
  const rows =
    options.all === true
      ? alignColumns(domains.flatMap(({ elements }) => elements.map((one) => [`  ${safeText(one.label)}`, touch(one, report.columns), place(one)])))
      : domainRows(domains, options.width);
  return [...rows, ...(hidden > 0 ? [`  ${moreText(hidden)}`] : [])];
}

const byPlace = (a: Dependent, b: Dependent): number =>
  (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0);

/** One line for a domain: how many of its elements, as many of their names as fit, and where the first is. */
function domainRows(domains: readonly { readonly name: string; readonly elements: readonly Dependent[] }[], width: number): string[] {
  const frames = domains.map(({ name, elements }) => [
    `  ${safeText(name)}`,
    countOf(elements.length, "element"),
    elements[0] === undefined ? "" : place(elements[0]),
  ]);
  const widest = [0, 1, 2].map((at) => Math.max(0, ...frames.map((frame) => displayWidth(frame[at] ?? ""))));
  const room = width - widest.reduce((sum, one) => sum + one + 2, 0);
  return alignColumns(
    domains.map(({ name, elements }, at) => [frames[at]?.[0] ?? "", frames[at]?.[1] ?? "", labelsThatFit(name, elements, room), frames[at]?.[2] ?? ""]),
  );
}

/** At least one, then while there is room; `, 9 more` for the rest. */
function labelsThatFit(domain: string, elements: readonly Dependent[], room: number): string {
  const own = elements.map((one) => safeText(one.label.startsWith(`${domain}.`) ? one.label.slice(domain.length + 1) : one.label));
  // What people use comes before how the domain is put together.
  const labels = own.toSorted((a, b) => Number(STRUCTURE.test(a)) - Number(STRUCTURE.test(b)));
  for (let count = labels.length; count > 1; count--) {
    const text = labels.slice(0, count).join(", ") + moreLabels(labels.length - count);
    if (displayWidth(text) <= room) return text;
  }
  return (labels[0] ?? "") + moreLabels(labels.length - 1);
}

function moreLabels(count: number): string {
  return count > 0 ? `, ${formatNumber(count)} more` : "";
}
