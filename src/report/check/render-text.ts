/** The screen of `check`: outcome, what to do about it, then what it is about. */
import type { CheckReport } from "../../model/check.ts";
import { examinedLines, impactBody, renameLines } from "../impact/render-text.ts";
import { packageLines } from "../migration/packages.ts";
import type { RenderOptions } from "../options.ts";
import { renderDiagnosticLines } from "../render-diagnostics.ts";
import { summariseChanges } from "../summarise-changes.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { renderOrigins } from "../text/origins.ts";
import { safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, moreText } from "../text/words.ts";
import { failuresOf, NOTHING_RELEVANT, outcomeWords } from "./failures.ts";

export function renderCheckText(report: CheckReport, options: RenderOptions): string {
  const ink = inkOf(options);
  const { width } = options;
  const { impact } = report;
  const paint = report.outcome === "pass" ? ink.good : report.outcome === "fail" ? ink.bad : ink.careful;
  return [
    ...renderOrigins(report.base, report.head, ink, width, ["base", "head"]),
    ink.strong(paint(`check ${outcomeWords(report)}`)),
    ...failuresOf(report).flatMap(({ what, next }) => [
      ...wrapText(`- ${what}`, width, 2, 4),
      ...wrapText(`next: ${next}`, width, 4, 10).map((line) => line.replace("next:", ink.faint("next:"))),
    ]),
    ...(impact === undefined && report.changedFiles.length === 0
      ? ["", NOTHING_RELEVANT]
      : [
          "",
          ...wrapText(
            `${countOf(report.changedFiles.length, "file")} changed${report.changedFiles.length === 0 ? "" : ": "}${fileList(report, options)}`,
            width,
            0,
            2,
          ),
        ]),
    ...(impact === undefined
      ? []
      : [
          ...wrapText(impact.changes.length === 0 ? "nothing changes in the schema" : `the schema change ${summariseChanges(impact.changes)}`, width, 0, 2),
          ...renameLines(impact, options, 2),
          "",
          ...impactBody(impact, ink, options),
        ]),
    ...section("Migrations", packageLines(report.packages, ink, options), ink),
    ...inStepLines(report, options),
    ...section("Integrity", renderDiagnosticLines(report.integrity, ink, width, 2), ink),
    ...section(
      "Accepted",
      report.accepted.flatMap((one) =>
        wrapText(
          `${safeText(one.id)}: ${safeText(one.reason)}${one.until === undefined ? "" : ` (until ${safeText(one.until)}${one.expired ? ", expired" : ""})`}`,
          width,
          2,
          4,
        ),
      ),
      ink,
    ),
    ...(impact === undefined ? [] : ["", ...examinedLines(impact, ink, options)]),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[], ink: Ink): string[] {
  return lines.length === 0 ? [] : ["", ink.strong(title), ...lines];
}

function fileList({ changedFiles }: CheckReport, { all }: RenderOptions): string {
  const { shown, hidden } = cut(changedFiles, 5, all);
  return `${shown.map(safeText).join(", ")}${hidden > 0 ? `, ${moreText(hidden)}` : ""}`;
}

function inStepLines({ inStep, missingInPackages }: CheckReport, options: RenderOptions): string[] {
  if (inStep === "none") return [];
  if (inStep === "yes") return ["", "The migrations lead to the schema files."];
  const { shown, hidden } = cut(missingInPackages, 10, options.all);
  return [
    "",
    "The migrations do not lead to the schema files:",
    ...shown.flatMap((line) => wrapText(safeText(line), options.width, 2, 4)),
    ...(hidden > 0 ? [`  ${moreText(hidden)}`] : []),
  ];
}
