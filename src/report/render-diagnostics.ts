/** Findings about input: place, severity, code, message, and what to do. */
import type { Diagnostic, Severity } from "../model/diagnostic.ts";
import type { RenderOptions } from "./options.ts";
import { inkOf, type Ink } from "./text/ink.ts";
import { showPlace } from "./text/names.ts";
import { safeText } from "./text/safe-text.ts";
import { wrapText } from "./text/width.ts";
import { countOf, cut, joinAnd, moreText } from "./text/words.ts";

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** All of them, errors first, each with its next step; empty for none. */
export function renderDiagnostics(list: readonly Diagnostic[], options: RenderOptions): string {
  return renderDiagnosticLines(list, inkOf(options), options.width, 0)
    .map((line) => `${line}\n`)
    .join("");
}

/** The same as lines of a larger screen. */
export function renderDiagnosticLines(list: readonly Diagnostic[], ink: Ink, width: number, indent: number): string[] {
  return sortDiagnostics(list).flatMap((one) => [...diagnosticLines(one, ink, width, indent), ...nextLine(one, ink, width, indent + 2)]);
}

/** By severity, otherwise in the order given. */
function sortDiagnostics(list: readonly Diagnostic[]): Diagnostic[] {
  return list.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** `1 error and 2 warnings`; empty when there is nothing of that kind. */
export function countDiagnostics(list: readonly Diagnostic[]): string {
  const count = (severity: Severity): number => list.filter((one) => one.severity === severity).length;
  return joinAnd(SEVERITIES.filter((severity) => severity !== "info" && count(severity) > 0).map((severity) => countOf(count(severity), severity)));
}

/** What could not be read or loaded, shortly: errors and warnings, with their next step only where all is wanted. */
export function renderUnread(list: readonly Diagnostic[], ink: Ink, options: RenderOptions, indent: number): string[] {
  const serious = sortDiagnostics(list.filter((one) => one.severity !== "info"));
  const { shown, hidden } = cut(serious, 5, options.all);
  return [
    ...shown.flatMap((one) => [
      ...diagnosticLines(one, ink, options.width, indent),
      ...(options.all === true ? nextLine(one, ink, options.width, indent + 2) : []),
    ]),
    ...(hidden > 0 ? [`${" ".repeat(indent)}${moreText(hidden)}`] : []),
  ];
}

/** `queries/top.sql:12:1 error query-unparsable 42601 syntax error`, wrapped. */
function diagnosticLines(one: Diagnostic, ink: Ink, width: number, indent: number): string[] {
  const place = one.position === undefined ? "" : `${showPlace(one.position)} `;
  const state = one.sqlstate === undefined || one.message.includes(one.sqlstate) ? "" : `${one.sqlstate} `;
  const [first = "", ...rest] = wrapText(safeText(`${place}${one.severity} ${one.code} ${state}${one.message}`), width, indent, indent + 2);
  const head = " ".repeat(indent) + place + one.severity;
  // Colour goes on last, and only where the wrapping left the beginning whole.
  return [
    first.startsWith(head) ? `${" ".repeat(indent)}${ink.place(place)}${ink.severity(one.severity, one.severity)}${first.slice(head.length)}` : first,
    ...rest,
  ];
}

function nextLine({ next }: Diagnostic, ink: Ink, width: number, indent: number): string[] {
  if (next === undefined) return [];
  const [first = "", ...rest] = wrapText(`next: ${safeText(next)}`, width, indent, indent + 6);
  return [first.replace("next:", ink.faint("next:")), ...rest];
}
