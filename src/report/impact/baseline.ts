/** What was wrong before the change: apart, and never blamed on it. */
import type { BaselineDefect } from "../../model/impact.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, moreText } from "../text/words.ts";
import { contextFor, findingHead, ownReasons, witnessText, type Finding } from "./finding.ts";

export function defectFinding({ reason, ...defect }: BaselineDefect): Finding {
  return { ...defect, live: false, reasons: [{ code: "baseline", text: reason, path: [] }] };
}

/** @param title the line above the list, without the number */
export function renderDefects(defects: readonly BaselineDefect[], title: string, ink: Ink, options: RenderOptions): string[] {
  if (defects.length === 0) return [];
  const { shown, hidden } = cut(defects.map(defectFinding), 5, options.all);
  const context = contextFor(shown, [], ink, options);
  return [
    `${ink.careful(countOf(defects.length, "baseline defect"))}: ${title}`,
    ...shown.flatMap((finding) => [
      findingHead(finding, context),
      ...(finding.witness === undefined ? [] : wrapText(witnessText(finding.witness), options.width, 9)),
      ...ownReasons(finding).flatMap(({ text }) => (text === "" ? [] : wrapText(safeText(text), options.width, 9))),
    ]),
    ...(hidden > 0 ? [`${" ".repeat(9)}${moreText(hidden)}`] : []),
  ];
}
