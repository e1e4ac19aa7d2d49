/** The screen of `analyze impact` with a change: verdict first, worst first, and what to type next. */
import { kindOf, nameOf } from "../../model/identity.ts";
import { VERDICTS, type ImpactReport } from "../../model/impact.ts";
import type { RenderOptions } from "../options.ts";
import { countDiagnostics, renderUnread } from "../render-diagnostics.ts";
import { summariseChanges } from "../summarise-changes.ts";
import { inkOf, type Ink } from "../text/ink.ts";
import { guessWords } from "../text/guess-words.ts";
import { groupByKind } from "../text/names.ts";
import { renderOrigins } from "../text/origins.ts";
import { changesToTell } from "../text/path.ts";
import { safeLines, safeText } from "../text/safe-text.ts";
import { wrapText } from "../text/width.ts";
import { countOf, cut, moreText, subjectCounts } from "../text/words.ts";
import { renderDefects } from "./baseline.ts";
import { countsLine } from "./counts.ts";
import { contextFor, findingHead, objectFinding, renderFindings, type Finding } from "./finding.ts";
import { nextStep } from "./next-step.ts";
import { renderUnknown } from "./unknown.ts";

const PER_VERDICT = 10;

export function renderImpactText(report: ImpactReport, options: RenderOptions): string {
  const ink = inkOf(options);
  const { width } = options;
  const findings = findingLines(report, ink, options);
  return [
    ...renderOrigins(report.from, report.to, ink, width),
    ...changeLines(report, width),
    ...renameLines(report, options, 6),
    "",
    ...impactBody(report, ink, options, findings),
    "",
    ...examinedLines(report, ink, options),
    ...wrapText(`Next: ${nextStep(report)}`, width, 0, 6),
    "",
  ].join("\n");
}

/** Counts, refusal, findings and baseline defects: what `check` shows as well. */
export function impactBody(report: ImpactReport, ink: Ink, options: RenderOptions, findings = findingLines(report, ink, options)): string[] {
  const defects = renderDefects(report.baseline, "already wrong before the change, and not counted against it", ink, options);
  return [
    countsLine(report, ink),
    ...refusalLines(report, ink, options),
    ...fallenLines(report, ink, options),
    ...(findings.length > 0 ? ["", ...findings] : []),
    ...(defects.length > 0 ? ["", ...defects] : []),
  ];
}

/** The changes in words; what fell with them is told apart, and a described change says itself what it is. */
function changeLines({ changes, fallen, to }: ImpactReport, width: number): string[] {
  if (changes.length === 0) return ["nothing changes in the schema"];
  const own = changes.filter((change) => !fallen.some((one) => one.key === change.key));
  const isSaid = own.length <= 3 && own.every((change) => to.text.includes(nameOf(change.key)));
  return to.kind === "script" && isSaid ? [] : wrapText(summariseChanges(own), width, 6);
}

/** A note, no verdict: only a migration makes a rename of it. */
export function renameLines({ likelyRenames = [] }: ImpactReport, { width, all }: RenderOptions, indent: number): string[] {
  const { shown, hidden } = cut(likelyRenames, 5, all);
  return [
    ...shown.flatMap((guess) => wrapText(`looks like a rename: ${guessWords(guess)}`, width, indent, indent + 2)),
    ...(hidden > 0 ? [`${" ".repeat(indent)}${moreText(hidden)}`] : []),
  ];
}

function refusalLines({ refusal }: ImpactReport, ink: Ink, options: RenderOptions): string[] {
  if (refusal === undefined) return [];
  const { shown, hidden } = cut(refusal.detail === undefined ? [] : safeLines(refusal.detail), 3, options.all);
  return [
    ...wrapText(`the change as written is refused by PostgreSQL: ${safeText(`${refusal.sqlstate} ${refusal.message}`)}`, options.width, 2, 4).map(ink.careful),
    ...shown.flatMap((line) => wrapText(line, options.width, 4, 6)),
    ...(hidden > 0 ? [`    ${moreText(hidden)}`] : []),
    "  the verdicts assume that what depends on it goes too (CASCADE)",
  ];
}

/** Objects that go with the change; those that PostgreSQL refuses to make are findings. */
function fallenLines({ fallen }: ImpactReport, ink: Ink, { width, all }: RenderOptions): string[] {
  const silent = fallen.filter((one) => one.witness === undefined);
  if (silent.length === 0) return [];
  const { shown, hidden } = cut(silent, PER_VERDICT, all);
  const groups = groupByKind(shown.map((one) => one.key));
  return wrapText(
    `${countOf(silent.length, "database object")} ${silent.length === 1 ? "goes" : "go"} with it: ${groups.join(" · ")}${hidden > 0 ? `, ${moreText(hidden)}` : ""}`,
    width,
    2,
    4,
  ).map(ink.careful);
}

function findingLines(report: ImpactReport, ink: Ink, options: RenderOptions): string[] {
  const objects = report.fallen.filter((one) => one.witness !== undefined).map(objectFinding);
  const visible = VERDICTS.flatMap((verdict): Finding[] =>
    verdict === "safe" && options.all !== true
      ? []
      : [
          ...cut(
            report.impacts.filter((impact) => impact.verdict === verdict),
            PER_VERDICT,
            options.all,
          ).shown,
        ],
  );
  const context = contextFor([...objects, ...visible], changesToTell(report), ink, options);
  const lines = [...renderFindings(objects, context, PER_VERDICT)];
  for (const verdict of VERDICTS) {
    const impacts = report.impacts.filter((impact) => impact.verdict === verdict);
    if (verdict === "unknown") lines.push(...renderUnknown(impacts, context, PER_VERDICT));
    else if (verdict !== "safe") lines.push(...renderFindings(impacts, context, PER_VERDICT));
    else if (options.all === true) lines.push(...impacts.map((impact) => findingHead(impact, context)));
  }
  if (report.impacts.some((impact) => impact.live)) {
    lines.push(...wrapText("live: statements already prepared on open connections fail (0A000) until they reconnect", options.width, 0, 6).map(ink.careful));
  }
  return lines;
}

/** What was looked at, by whom, and what was not. */
export function examinedLines(report: ImpactReport, ink: Ink, options: RenderOptions): string[] {
  const subjects = [...report.impacts, ...report.baseline].map((one) => kindOf(one.subject));
  const unread = countDiagnostics(report.diagnostics);
  const what = subjects.length === 0 ? "Found no queries and no domain elements to examine" : `Examined ${subjectCounts(subjects)}`;
  return [
    ...wrapText(
      `${what} with ${safeText(report.engine)}. ${unread === "" ? "All that was found could be read." : `Not all could be read: ${unread}.`}`,
      options.width,
      0,
      2,
    ),
    ...renderUnread(report.diagnostics, ink, options, 2),
  ];
}
