/** The screens of `domain version matrix`, `domain version rollback` and `domain add`. */
import type { AddedToDomain, MovedDomain, VersionMatrix, VersionTrial } from "../../model/domain-version.ts";
import { groupBy } from "../../model/group-by.ts";
import { domainEditLines, versionWords } from "../migration/domain-edits.ts";
import type { Format, RenderOptions } from "../options.ts";
import { addedToDomainSchema, matrixSchema, movedDomainSchema } from "../schemas/domain-version.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderJson } from "../text/json.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, moreText } from "../text/words.ts";

const MOST_REASONS = 3;

export function renderMatrix(matrix: VersionMatrix, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(matrixSchema, "selecto.version-matrix", matrix);
  const { states, trials } = matrix;
  const ink = inkOf(options);
  const rows = groupBy(trials, ({ name, version, migration }) => `${name}\n${version ?? ""}\n${migration ?? ""}`);
  return [
    ...[...rows.values()].flatMap((own) => rowLines(own, ink, options)),
    rows.size === 0
      ? "No document of a domain was found."
      : `${countOf(rows.size, "document")} on ${countOf(states.length, "state")}, asked of ${engines(matrix)}.`,
    "Next: selecto domain version compare NAME@VERSION",
    "",
  ].join("\n");
}

function rowLines(own: readonly VersionTrial[], ink: Ink, options: RenderOptions): string[] {
  const [first] = own;
  if (first === undefined) return [];
  const whence = first.migration === undefined ? "as it stands in the working tree" : `brought by ${safeText(first.migration)}`;
  return [ink.strong(`${safeText(first.name)} ${versionWords(first.version)}, ${whence}`), ...own.flatMap((trial) => trialLines(trial, ink, options))];
}

/** A state and how the document fares there, then why. */
function trialLines({ state, outcome, elements, reasons }: VersionTrial, ink: Ink, { width, all }: RenderOptions): string[] {
  const words = {
    runs: ink.good(`runs (${countOf(elements, "element")})`),
    differs: ink.careful("runs, types differ"),
    fails: ink.bad("does not run"),
    unknown: ink.careful("unknown"),
  };
  const { shown, hidden } = cut(reasons, MOST_REASONS, all);
  return [
    `  ${words[outcome]} on ${safeText(state)}`,
    ...shown.flatMap((reason) => wrapText(safeText(reason), width, 6, 8)),
    ...(hidden > 0 ? [`      ${moreText(hidden, "reasons")}`] : []),
  ];
}

function engines({ states }: VersionMatrix): string {
  return states.length === 0 ? "nobody" : [...new Set(states.map(({ engine }) => engine))].map(safeText).join(", ");
}

export function renderMovedDomain(moved: MovedDomain, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(movedDomainSchema, "selecto.moved-domain", moved);
  const { edit, migration, folder, file, also = [], trial, madeFor, dryRun } = moved;
  const ink = inkOf(options);
  const until = madeFor?.until === null || madeFor === undefined ? "" : `, before ${safeText(madeFor.until)}`;
  return [
    ...domainEditLines([edit], options.width),
    ...(madeFor === undefined ? [] : wrapText(`needs a database like the one it was made for: at ${safeText(madeFor.since)}${until}`, options.width, 2, 4)),
    ...(trial === undefined ? [] : trialLines(trial, ink, options)),
    "",
    folder === undefined ? `nothing was written (${safeText(migration)})` : `wrote ${safeText(folder)}/`,
    ...(file === undefined ? [] : [file, ...also].map((path) => `${dryRun ? "would write" : "wrote"} ${safeText(path)}`)),
    `Next: ${dryRun ? "the same command without --dry-run writes it" : "selecto check, then selecto migrate up"}`,
    "",
  ].join("\n");
}

export function renderAddedToDomain(added: AddedToDomain, format: Format, options: RenderOptions): string {
  if (format === "json") return renderJson(addedToDomainSchema, "selecto.added-to-domain", added);
  const { name, file, kind, part, before, after, also = [], dryRun } = added;
  const ink = inkOf(options);
  return [
    ink.strong(`${safeText(name)}  new ${kind} ${safeText(part)}, ${dryRun ? "would be written into" : "written into"} ${safeText(file)}`),
    ...diffText(before, after, { context: 1 }).map((line) => paintDiffLine(line, ink)),
    ...also.flatMap((one) => [safeText(one.file), ...diffText(one.before, one.after, { context: 1 }).map((line) => paintDiffLine(line, ink))]),
    `Next: ${dryRun ? "the same command without --dry-run writes it" : `selecto domain version create ${safeWord(name)}`}`,
    "",
  ].join("\n");
}
