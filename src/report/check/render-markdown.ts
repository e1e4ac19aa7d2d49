/**
 * The pull request comment: one that is edited again and again, found by the mark in its first line.
 * At most 60 lines stand open; what is beyond is folded or counted.
 */
import type { CheckReport } from "../../model/check.ts";
import { impactHeadline, impactSections } from "../impact/render-markdown.ts";
import type { RenderOptions } from "../options.ts";
import { codeSpan, codeText, details, table } from "../text/markdown.ts";
import { showPlace } from "../text/names.ts";
import { originText } from "../text/origins.ts";
import { countOf, cut, formatNumber } from "../text/words.ts";
import { failuresOf, NOTHING_RELEVANT, outcomeWords } from "./failures.ts";

/** By this line a bot finds the comment to edit. */
const COMMENT_MARK = "<!-- selecto check -->";

const FAILURES = 8;
const FOLDED = 60;

export function renderCheckMarkdown(report: CheckReport, options: RenderOptions): string {
  const { impact } = report;
  return [
    COMMENT_MARK,
    `### selecto check ${outcomeWords(report)}${impact === undefined ? "" : `: ${impactHeadline(impact)}`}`,
    "",
    ...failureLines(report),
    ...(impact === undefined && report.changedFiles.length === 0 ? [NOTHING_RELEVANT, ""] : []),
    ...(impact === undefined ? [`From ${codeText(originText(report.base))} to ${codeText(originText(report.head))}.`] : impactSections(impact, options)),
    ...packageSection(report),
    ...integritySection(report),
    ...acceptedSection(report),
    ...(impact === undefined ? [] : ["", `Asked ${codeText(impact.engine)}.`]),
    "",
  ].join("\n");
}

function failureLines(report: CheckReport): string[] {
  const { shown, hidden } = cut(failuresOf(report), FAILURES);
  if (shown.length === 0) return [];
  return [...shown.map(({ what, next }) => `- ${codeText(what)}; next: ${codeText(next)}`), ...(hidden > 0 ? [`- ${formatNumber(hidden)} more`] : []), ""];
}

function packageSection({ packages, inStep }: CheckReport): string[] {
  const changed = packages.filter((one) => one.status !== "unchanged");
  const step = inStep === "none" ? [] : [inStep === "yes" ? "in step with the schema files" : "**not** in step with the schema files"];
  if (packages.length === 0) return step.length === 0 ? [] : ["", `Migrations: ${step.join("")}.`];
  const count = (status: string): number => packages.filter((one) => one.status === status).length;
  const summary = [
    ...(["proved", "unproved", "unchanged"] as const).filter((status) => count(status) > 0).map((status) => `${formatNumber(count(status))} ${status}`),
    ...step,
  ].join(", ");
  if (changed.length === 0) return ["", `${countOf(packages.length, "migration")}: ${summary}.`];
  const { shown, hidden } = cut(changed, FOLDED);
  const rows = shown.map((one) => [
    one.status,
    codeSpan(one.name),
    one.reversibility === undefined ? "" : codeSpan(one.reversibility),
    one.problems.slice(0, 3).map(codeSpan).join("<br>"),
  ]);
  return [
    "",
    ...details(`${countOf(packages.length, "migration")}: ${summary.replaceAll("**", "")}`, [
      ...table(["", "migration", "class", "problems"], rows),
      ...leftOut(hidden),
    ]),
  ];
}

function integritySection({ integrity }: CheckReport): string[] {
  if (integrity.length === 0) return [];
  const { shown, hidden } = cut(integrity, FOLDED);
  const rows = shown.map((one) => [
    one.severity,
    one.position === undefined ? "" : codeSpan(showPlace(one.position)),
    codeSpan(one.message),
    one.next === undefined ? "" : codeSpan(one.next),
  ]);
  return ["", ...details(countOf(integrity.length, "integrity finding"), [...table(["", "where", "what", "next"], rows), ...leftOut(hidden)])];
}

function acceptedSection({ accepted }: CheckReport): string[] {
  if (accepted.length === 0) return [];
  const { shown, hidden } = cut(accepted, FOLDED);
  const rows = shown.map((one) => [
    codeSpan(one.id),
    codeSpan(one.reason),
    one.until === undefined ? "" : `${codeSpan(one.until)}${one.expired ? ", expired" : ""}`,
  ]);
  return ["", ...details(countOf(accepted.length, "accepted finding"), [...table(["what", "reason", "until"], rows), ...leftOut(hidden)])];
}

function leftOut(hidden: number): string[] {
  return hidden === 0 ? [] : ["", `... ${formatNumber(hidden)} more, not listed here.`];
}
