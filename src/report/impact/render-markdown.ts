/** An impact report for a pull request: the worst in a table, the rest folded. */
import type { Change } from "../../model/change.ts";
import { VERDICTS, type Impact, type ImpactReport } from "../../model/impact.ts";
import type { RenderOptions } from "../options.ts";
import { summariseChanges } from "../summarise-changes.ts";
import { codeBlock, codeSpan, codeText, details, table } from "../text/markdown.ts";
import { showKindAndName, showPlace } from "../text/names.ts";
import { guessWords } from "../text/guess-words.ts";
import { originText } from "../text/origins.ts";
import { changesToTell, stepsOf } from "../text/path.ts";
import { diffText } from "../text/text-diff.ts";
import { countOf, cut, formatNumber, verdictWord } from "../text/words.ts";
import { foldDefects } from "./baseline.ts";
import { countsOf } from "./counts.ts";
import { objectFinding, ownReasons, rewriteWords, witnessText, type Finding } from "./finding.ts";
import { nextStep } from "./next-step.ts";

const OPEN_ROWS = 20;
/** GitHub takes 65,536 characters in a comment. */
const FOLDED_ROWS = 150;
const REWRITES = 20;

export function renderImpactMarkdown(report: ImpactReport, options: RenderOptions): string {
  return [`### selecto: ${impactHeadline(report)}`, "", ...impactSections(report, options), "", `Next: ${codeText(nextStep(report))}`, ""].join("\n");
}

/** `4 broken, 1 changed, 1 at risk · 52 examined · 0 unknown` */
export function impactHeadline(report: ImpactReport): string {
  const found = countsOf(report).filter(({ verdict, count }) => count > 0 && verdict !== "safe" && verdict !== "unknown" && verdict !== "baseline");
  return `${found.length === 0 ? "nothing broken" : found.map(({ text }) => text).join(", ")} · ${formatNumber(report.examined)} examined · ${formatNumber(report.counts.unknown)} unknown`;
}

/** What was compared, the table, what is folded. */
export function impactSections(report: ImpactReport, { all }: Pick<RenderOptions, "all">): string[] {
  const own = report.changes.filter((change) => !report.fallen.some((one) => one.key === change.key));
  const findings: Finding[] = [
    ...report.fallen.filter((one) => one.witness !== undefined).map(objectFinding),
    ...VERDICTS.filter((verdict) => verdict !== "safe").flatMap((verdict) => report.impacts.filter((one) => one.verdict === verdict)),
  ];
  const rows = findings.map((finding) => findingRow(finding, changesToTell(report)));
  const open = cut(rows, OPEN_ROWS, all);
  const folded = cut(rows.slice(open.shown.length), FOLDED_ROWS, all);
  const head = ["", "what", "where", "why"];
  return [
    `From ${codeText(originText(report.from))} to ${codeText(originText(report.to))}: ${report.changes.length === 0 ? "nothing changes in the schema" : codeText(summariseChanges(own))}.`,
    ...(report.likelyRenames ?? []).flatMap((guess) => ["", `Looks like a rename: ${codeText(guessWords(guess))}.`]),
    ...refusal(report),
    ...fallen(report),
    ...(rows.length > 0 ? ["", ...table(head, open.shown)] : []),
    ...(folded.shown.length > 0
      ? ["", ...details(`${formatNumber(rows.length - open.shown.length)} more`, [...table(head, folded.shown), ...leftOut(folded.hidden)])]
      : []),
    ...(findings.some((finding) => finding.live) ? ["", "live: statements already prepared on open connections fail (0A000) until they reconnect."] : []),
    ...rewrites(report.impacts, all),
    ...baseline(report, all),
  ];
}

function findingRow(finding: Finding, changes: readonly Change[]): string[] {
  const place = finding.witness?.position ?? finding.position;
  const why = finding.witness === undefined ? [] : [codeSpan(witnessText(finding.witness))];
  const reasons = cut(ownReasons(finding), 3);
  for (const reason of reasons.shown) {
    if (reason.text !== "") why.push(codeSpan(reason.text));
    const path = stepsOf(reason, { subject: finding.subject, label: finding.label, changes }).join(" ");
    if (path !== "") why.push(codeSpan(path));
  }
  if (reasons.hidden > 0) why.push(`${formatNumber(reasons.hidden)} more reasons`);
  return [
    verdictWord(finding.verdict) + (finding.live ? ", live" : ""),
    codeSpan(finding.label),
    place === undefined ? "" : codeSpan(showPlace(place)),
    [...new Set(why)].join("<br>"),
  ];
}

function refusal({ refusal: refused }: ImpactReport): string[] {
  return refused === undefined
    ? []
    : ["", `The change as written is refused by PostgreSQL: ${codeText(`${refused.sqlstate} ${refused.message}`)}; the verdicts assume CASCADE.`];
}

function fallen(report: ImpactReport): string[] {
  const silent = report.fallen.filter((one) => one.witness === undefined);
  const { shown, hidden } = cut(silent, 10);
  return silent.length === 0
    ? []
    : [
        "",
        `${countOf(silent.length, "database object")} ${silent.length === 1 ? "goes" : "go"} with it: ${shown.map((one) => codeText(showKindAndName(one.key))).join(", ")}${hidden > 0 ? `, ${formatNumber(hidden)} more` : ""}.`,
      ];
}

function rewrites(impacts: readonly Impact[], all: boolean | undefined): string[] {
  const repaired = impacts.filter((impact) => impact.rewrite !== undefined);
  if (repaired.length === 0) return [];
  const { shown, hidden } = cut(repaired, REWRITES, all);
  const body = shown.flatMap(({ label, rewrite }) =>
    rewrite === undefined
      ? []
      : [
          `${codeText(label)}, ${rewriteWords(rewrite)}:`,
          "",
          ...codeBlock(diffText(rewrite.before, rewrite.after, { context: 0, limit: 40, all }), "diff"),
          "",
        ],
  );
  return ["", ...details(`${countOf(repaired.length, "repair")} for the rename`, [...body, ...leftOut(hidden)])];
}

function baseline(report: ImpactReport, all: boolean | undefined): string[] {
  const { length } = report.baseline;
  if (length === 0) return [];
  const { findings, hidden } = foldDefects(report.baseline, 50, all);
  const rows = findings.map((defect) => findingRow(defect, []));
  return [
    "",
    ...details(`${countOf(length, "baseline defect")}, already wrong before the change`, [...table(["", "what", "where", "why"], rows), ...leftOut(hidden)]),
  ];
}

function leftOut(hidden: number): string[] {
  return hidden === 0 ? [] : ["", `... ${formatNumber(hidden)} more, not listed here.`];
}
