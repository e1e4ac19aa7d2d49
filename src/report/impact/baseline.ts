/** What was wrong before the change: apart, and never blamed on it. */
import type { BaselineDefect } from "../../model/impact.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { byCause, namesText } from "../text/causes.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, formatNumber, moreText } from "../text/words.ts";
import { contextFor, findingHead, ownReasons, witnessText, type Finding } from "./finding.ts";

/** Defects that PostgreSQL words alike as one finding, where the first of them stands. */
export interface FoldedDefects {
  readonly findings: readonly Finding[];
  /** defects, not findings, that are left out */
  readonly hidden: number;
}

export function foldDefects(defects: readonly BaselineDefect[], limit: number, all?: boolean): FoldedDefects {
  const groups = all === true ? defects.map((one) => [one]) : byCause(defects, wordsOf);
  const { shown } = cut(groups, limit, all);
  return { findings: shown.flatMap(defectFinding), hidden: defects.length - shown.flat().length };
}

/** PostgreSQL's words; reasons of other kinds are about the one subject. */
function wordsOf({ verdict, witness, reason }: BaselineDefect): string | undefined {
  const words = witness === undefined ? reason : witnessText(witness);
  return /^[0-9A-Z]{5} /.test(words) ? `${verdict} ${words}` : undefined;
}

function defectFinding(same: readonly BaselineDefect[]): Finding[] {
  const [first] = same;
  if (first === undefined) return [];
  const { reason, ...defect } = first;
  const label = same.length === 1 ? defect.label : `${formatNumber(same.length)}: ${namesText(same.map((one) => one.label))}`;
  return [{ ...defect, label, live: false, reasons: [{ code: "baseline", text: reason, path: [] }] }];
}

/** @param title the line above the list, without the number */
export function renderDefects(defects: readonly BaselineDefect[], title: string, ink: Ink, options: RenderOptions): string[] {
  if (defects.length === 0) return [];
  const { findings, hidden } = foldDefects(defects, 5, options.all);
  const context = contextFor(findings, [], ink, options);
  return [
    `${ink.careful(countOf(defects.length, "baseline defect"))}: ${title}`,
    ...findings.flatMap((finding) => [
      findingHead(finding, context),
      ...(finding.witness === undefined ? [] : wrapText(witnessText(finding.witness), options.width, 9)),
      ...ownReasons(finding).flatMap(({ text }) => (text === "" ? [] : wrapText(safeText(text), options.width, 9))),
    ]),
    ...(hidden > 0 ? [`${" ".repeat(9)}${moreText(hidden)}`] : []),
  ];
}
