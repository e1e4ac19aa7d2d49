/** An impact report as compact lines, one per finding: the goldens of `test/cases`. Not what a user sees. */
import { exitOfImpact } from "../../src/operations/exit-of-impact.ts";
import type { Change } from "../../src/model/change.ts";
import type { SelectoError } from "../../src/model/error.ts";
import { describeNode, type NodeKey } from "../../src/model/identity.ts";
import { VERDICTS, type BaselineDefect, type Impact, type ImpactReport, type Witness } from "../../src/model/impact.ts";
import { formatPosition } from "../../src/model/position.ts";

export function impactLines(report: ImpactReport): string {
  const exit = exitOfImpact(report, { failOn: [], allowUnknown: false });
  const lines = [
    ...report.changes.map((change) => `change ${showChange(change)}`),
    ...(report.refusal === undefined
      ? []
      : [
          `refused ${report.refusal.sqlstate} ${oneLine(report.refusal.message)}${report.refusal.detail === undefined ? "" : ` (${oneLine(report.refusal.detail)})`}`,
        ]),
    ...report.fallen.map(
      (one) =>
        `fallen ${describeNode(one.key)}: ${oneLine(one.reason)}${one.witness?.position === undefined ? "" : ` at ${formatPosition(one.witness.position)}`}`,
    ),
    ...report.diagnostics.map(
      (one) => `${one.severity} ${one.code}: ${oneLine(one.message)}${one.position === undefined ? "" : ` at ${formatPosition(one.position)}`}`,
    ),
    "",
    ...report.impacts.flatMap(showImpact),
    ...report.baseline.map(showDefect),
    "",
    `${VERDICTS.filter((verdict) => verdict !== "fixed" || report.counts.fixed > 0)
      .map((verdict) => `${verdict} ${report.counts[verdict]}`)
      .join(", ")}, baseline ${report.baseline.length} of ${report.examined}; exit ${exit}`,
  ];
  return `${lines.join("\n").replace(/^\n+/, "")}\n`;
}

/** The three lines of a failure. */
export function failureLines({ code, message, why, next, exit }: SelectoError): string {
  return `${code}: ${oneLine(message)}\n${oneLine(why)}\n${oneLine(next)}\nexit ${exit}\n`;
}

function showChange(change: Change): string {
  if (change.verb === "rename") return `rename ${describeNode(change.key)} to ${describeNode(change.to)}`;
  return `${change.verb} ${describeNode(change.key)}${change.verb === "alter" ? ` ${change.attribute}` : ""}`;
}

function showImpact(impact: Impact): string[] {
  const head = `${impact.verdict} ${impact.label}${impact.live ? " (live)" : ""}`;
  const parts = [
    head,
    ...(impact.witness === undefined ? [formatPosition(impact.position)] : [showWitness(impact.witness)]),
    ...impact.reasons.map((reason) => `${reason.code}: ${oneLine(reason.text)} [${showPath(reason.path)}]`),
  ];
  const rewrite =
    impact.rewrite === undefined ? [] : [`    ${impact.rewrite.proved ? "proved" : "unproved"} rewrite: ${impact.rewrite.after.replaceAll("\n", "\n    ")}`];
  return [parts.join(" | "), ...rewrite];
}

function showDefect(defect: BaselineDefect): string {
  return [
    `baseline ${defect.verdict} ${defect.label}`,
    ...(defect.witness === undefined ? [formatPosition(defect.position)] : [showWitness(defect.witness)]),
    oneLine(defect.reason),
  ].join(" | ");
}

function showWitness(witness: Witness): string {
  return `${witness.sqlstate} ${witness.stage} ${oneLine(witness.message)}${witness.position === undefined ? "" : ` ${formatPosition(witness.position)}`}${witness.line === undefined ? "" : ` \`${witness.line}\``}`;
}

function showPath(path: readonly NodeKey[]): string {
  return path.map(describeNode).join(" > ");
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
