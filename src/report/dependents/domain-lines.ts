/** The domains and Ecto schemas that use the subject: one line each, or every element. */
import type { Dependent, DependentsReport } from "../../model/dependents.ts";
import type { SourcePosition } from "../../model/position.ts";
import type { RenderOptions } from "../options.ts";
import { showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns, displayWidth } from "../text/width.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { place, touch } from "./touch.ts";

const DOMAINS = 10;
const STRUCTURE = /^(?:schemas|associations)\./;

/** What belongs together: a domain with its elements, a module with its fields. */
interface Owner {
  readonly name: string;
  readonly elements: readonly Dependent[];
  /** where it stands, when that is not where its first element does; of a single element its own place is told */
  readonly position?: SourcePosition;
}

export function domainLines(report: DependentsReport, options: RenderOptions): string[] {
  return ownerLines(report.domains, "element", report.columns, options);
}

/** The schema itself says no more than its fields, where it has some that use the subject. */
export function ectoLines(report: DependentsReport, options: RenderOptions): string[] {
  const owners = report.ecto.map(({ module, position, members }): Owner => {
    const fields = members.filter((one) => one.label !== module);
    return { name: module, position, elements: fields.length === 0 ? members : fields };
  });
  return ownerLines(owners, "field", report.columns, options);
}

function ownerLines(owners: readonly Owner[], word: string, columns: number | undefined, options: RenderOptions): string[] {
  const { shown, hidden } = cut(owners, DOMAINS, options.all);
  const sorted = shown.map((owner) => ({ ...owner, elements: owner.elements.toSorted(byPlace) }));
  const rows =
    options.all === true
      ? alignColumns(sorted.flatMap(({ elements }) => elements.map((one) => [`  ${safeText(one.label)}`, touch(one, columns), place(one)])))
      : ownerRows(sorted, word, options.width);
  return [...rows, ...(hidden > 0 ? [`  ${moreText(hidden)}`] : [])];
}

const byPlace = (a: Dependent, b: Dependent): number =>
  (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0);

/** One line for each: how many of its elements, as many of their names as fit, and where the first is. */
function ownerRows(owners: readonly Owner[], word: string, width: number): string[] {
  const frames = owners.map(({ name, elements, position }) => [
    `  ${safeText(name)}`,
    countOf(elements.length, word),
    position !== undefined && elements.length !== 1 ? showPlace(position) : elements[0] === undefined ? "" : place(elements[0]),
  ]);
  const widest = [0, 1, 2].map((at) => Math.max(0, ...frames.map((frame) => displayWidth(frame[at] ?? ""))));
  const room = width - widest.reduce((sum, one) => sum + one + 2, 0);
  return alignColumns(
    owners.map(({ name, elements }, at) => [frames[at]?.[0] ?? "", frames[at]?.[1] ?? "", labelsThatFit(name, elements, room), frames[at]?.[2] ?? ""]),
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
