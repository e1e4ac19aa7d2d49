/** The screen of `analyze impact` without a change: what hangs on the subject, on every layer. */
import { isLayer, nameOf, parseNodeKey, wordOf } from "../../model/identity.ts";
import type { Dependent, DependentsReport } from "../../model/dependents.ts";
import { renderDefects } from "../impact/baseline.ts";
import type { RenderOptions } from "../options.ts";
import { countDiagnostics, renderUnread } from "../render-diagnostics.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { groupByKind, showName, showPlace } from "../text/names.ts";
import { safeText, safeWord } from "../text/safe-text.ts";
import { alignColumns, displayWidth, wrapText } from "../text/width.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { domainLines, ectoLines } from "./domain-lines.ts";
import { statementLines } from "./statement-lines.ts";
import { place, touch } from "./touch.ts";

const QUERIES = 10;
const OBJECTS = 20;

export function renderDependentsText(report: DependentsReport, options: RenderOptions): string {
  const ink = inkOf(options);
  const { width } = options;
  const defects = renderDefects(report.defects, "they could not be asked, so they may hang on it as well", ink, options);
  return [
    ...wrapText(identity(report), width, 0, 2).map((line, at) => (at === 0 ? ink.strong(line) : line)),
    ...also(report, width),
    "",
    ...report.statements.flatMap((detail) => [
      ...(report.statements.length > 1 ? [`${ink.strong(safeText(detail.label))}  ${ink.place(showPlace(detail.position))}`] : []),
      ...statementLines(detail, ink, options),
    ]),
    title(ink, "Domains", report.domains.length),
    ...domainLines(report, options),
    ...(report.ecto.length === 0 ? [] : [title(ink, "Ecto schemas", report.ecto.length), ...ectoLines(report, options)]),
    ...queryLines(report, ink, options),
    ...objectLines(report, ink, options),
    ...columnUse(report, width),
    ...(defects.length > 0 ? [...defects, ""] : []),
    ...wrapText(summary(report), width, 0, 2),
    ...renderUnread(report.diagnostics, ink, options, 2),
    ...wrapText(`Next: ${nextCommand(report)}`, width, 0, 6),
    "",
  ].join("\n");
}

/** How the subject is called: by its first layer. */
function subjectName(report: Pick<DependentsReport, "keys">): string {
  const [first] = report.keys;
  return first === undefined ? "the subject" : showName(first);
}

/** `users · table public.users · 9 columns · domain User` */
export function identity(report: DependentsReport): string {
  const layers = report.keys.map((key) => `${safeText(wordOf(key))} ${safeText(parseNodeKey(key).path.join("."))}`);
  const [first, ...rest] = layers;
  return [subjectName(report), first, ...(report.columns === undefined ? [] : [countOf(report.columns, "column")]), ...rest]
    .filter((part) => part !== undefined)
    .join(" · ");
}

function also(report: DependentsReport, width: number): string[] {
  return report.also.flatMap((key) => wrapText(`also ${showName(key)}: selecto analyze impact ${safeWord(parseNodeKey(key).path.join("."))}`, width, 0, 2));
}

function queryLines(report: DependentsReport, ink: Ink, options: RenderOptions): string[] {
  const { shown, hidden } = cut(report.queries, QUERIES, options.all);
  return [
    title(ink, "Queries", report.queries.length),
    ...alignColumns(shown.map((one) => [`  ${safeText(one.label)}`, touch(one, report.columns, roomBeside(shown, options.width)), place(one)])),
    ...(hidden > 0 ? [`  ${moreText(hidden)}`] : []),
  ];
}

/** What names and places of the list leave of the line. */
function roomBeside(list: readonly Dependent[], width: number): number {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => displayWidth(text)));
  return width - widest(list.map((one) => safeText(one.label))) - widest(list.map(place)) - 6;
}

function objectLines(report: DependentsReport, ink: Ink, options: RenderOptions): string[] {
  const { shown, hidden } = cut(report.objects, OBJECTS, options.all);
  const text = `${groupByKind(shown.map((one) => one.key)).join(" · ")}${hidden > 0 ? ` · ${moreText(hidden)}` : ""}`;
  return [title(ink, "Database", report.objects.length), ...(shown.length === 0 ? [] : wrapText(text, options.width, 2)), ""];
}

/** Reads and writes apart: a column that is written and never read is the one to ask about. */
function columnUse({ columnUse: uses }: DependentsReport, width: number): string[] {
  if (uses.length === 0) return [];
  const unread = uses.filter((one) => one.reads === 0).length;
  const read = uses.toSorted((a, b) => b.reads - a.reads).map((one) => `${safeText(one.column)} ${formatNumber(one.reads)}`);
  const written = uses.filter((one) => one.writes > 0).toSorted((a, b) => b.writes - a.writes);
  const hint = unread === 0 ? "" : ` (no known query reads ${unread === 1 ? "it" : "them"})`;
  return [
    ...wrapText(`Columns read     ${read.join(" · ")}${hint}`, width, 0, 17),
    ...(written.length === 0
      ? []
      : wrapText(`Columns written  ${written.map((one) => `${safeText(one.column)} ${formatNumber(one.writes)}`).join(" · ")}`, width, 0, 17)),
    "",
  ];
}

/** `14 subjects depend on users. 41 of 41 examined, ... Nothing unknown.` */
export function summary(report: DependentsReport): string {
  const count = report.queries.length + [...report.domains.map((one) => one.elements), ...report.ecto.map((one) => one.members)].flat().length;
  const missing = report.examined - report.answered;
  const unread = countDiagnostics(report.diagnostics);
  return [
    `${count === 0 ? "No known subject depends" : `${countOf(count, "subject")} ${count === 1 ? "depends" : "depend"}`} on ${subjectName(report)}.`,
    `${formatNumber(report.answered)} of ${formatNumber(report.examined)} examined, by ${safeText(report.engine)}.`,
    missing === 0 ? "Nothing unknown." : `${formatNumber(missing)} could not be answered for.`,
    ...(unread === "" ? [] : [`Not all could be read: ${unread}.`]),
  ].join(" ");
}

/** The change that is the most interesting to try: a column that nobody is known to read. */
function nextCommand({ keys, columnUse: uses }: DependentsReport): string {
  const object = keys.find((key) => !isLayer(key));
  if (object === undefined) return "selecto analyze impact  (what the pending change does)";
  const least = uses.at(-1);
  const target = least === undefined ? nameOf(object) : `${nameOf(object)}.${least.column}`;
  return `selecto analyze impact --drop ${safeWord(target)}`;
}

function title(ink: Ink, word: string, count: number): string {
  return `${ink.strong(word)} ${formatNumber(count)}`;
}
