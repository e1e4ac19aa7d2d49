/** Why a check does not pass, and the exact next step for each reason. */
import type { CheckReport } from "../../model/check.ts";
import { VERDICTS, type ImpactReport } from "../../model/impact.ts";
import type { SubjectKind } from "../../model/subject.ts";
import { countDiagnostics } from "../render-diagnostics.ts";
import { safeText } from "../text/safe-text.ts";
import { countOf, cut, formatNumber, joinAnd, subjectCounts, verdictWord } from "../text/words.ts";

export interface CheckFailure {
  readonly what: string;
  readonly next: string;
}

/** In the order of weight; none for a check that passes (what was allowed to be unknown is no failure then). */
export function failuresOf(report: CheckReport): CheckFailure[] {
  const { impact } = report;
  if (report.outcome === "pass") return [];
  return [
    ...(impact === undefined ? [] : [...impactFailures(report, impact), ...strictFailures(report, impact)]),
    ...packageFailures(report),
    ...integrityFailures(report),
    ...acceptFailures(report),
    ...(impact === undefined ? [] : unreadFailures(impact)),
  ];
}

/** Accepted findings still count in the report; they do not fail. An id names a subject: `query:top_customers`. */
function impactFailures(report: CheckReport, impact: ImpactReport): CheckFailure[] {
  const accepted = new Set(report.accepted.filter((one) => !one.expired).map((one) => one.id));
  const failing = VERDICTS.filter((verdict) => verdict === "broken" || verdict === "unknown" || report.failOn.includes(verdict));
  const objects = impact.fallen.filter((one) => one.witness !== undefined && !accepted.has(one.key));
  const found = failing.flatMap((verdict): CheckFailure[] => {
    const open = impact.impacts.filter((one) => one.verdict === verdict && !accepted.has(one.subject));
    if (open.length === 0) return [];
    const kinds = open.map((one) => one.kind);
    return [{ what: `${subjectCounts(kinds, kinds)} ${verdictWord(verdict)}`, next: nextFor(verdict, open[0]?.subject ?? "", kinds) }];
  });
  return [
    ...(objects.length === 0
      ? []
      : [{ what: `${countOf(objects.length, "database object")} refused by PostgreSQL`, next: "mend the statements of the schema source named below" }]),
    ...found,
  ];
}

/** What was wrong before the change, where the team wants it mended all the same. */
function strictFailures({ strict, accepted }: CheckReport, { baseline }: ImpactReport): CheckFailure[] {
  const known = new Set(accepted.filter((one) => !one.expired).map((one) => one.id));
  const open = strict ? baseline.filter((one) => !known.has(one.subject)) : [];
  return open.length === 0
    ? []
    : [{ what: `${countOf(open.length, "baseline defect")}, which --strict counts`, next: "mend them, accept them by id, or leave out --strict" }];
}

const KEPT_IN: Readonly<Record<SubjectKind, string>> = { query: "the queries", element: "the domains", ecto: "the Ecto schemas" };

function nextFor(verdict: (typeof VERDICTS)[number], subject: string, kinds: readonly SubjectKind[]): string {
  if (verdict === "unknown")
    return `give the shadow what it lacks, or accept each by id (${safeText(subject)}) and reason under check.accept in selecto.config.yaml`;
  const places = kinds.includes("ecto") ? joinAnd([...new Set(kinds)].map((kind) => KEPT_IN[kind])) : "the queries and domains";
  if (verdict === "broken") return `mend ${places}, or the change; a rename is judged by selecto analyze impact --rename old:new`;
  return `see that their users expect it, then accept each by id (${safeText(subject)}) and reason under check.accept in selecto.config.yaml`;
}

function packageFailures({ packages, inStep, missingInPackages }: CheckReport): CheckFailure[] {
  const unproved = packages.filter((one) => one.status === "unproved");
  const { shown, hidden } = cut(missingInPackages, 3);
  return [
    ...unproved.map((one) => ({
      what: `migration ${safeText(one.name)} is unproved${one.problems[0] === undefined ? "" : `: ${safeText(one.problems[0])}`}`,
      next: `mend its SQL, then selecto migrate verify ${safeText(one.name)}`,
    })),
    ...(inStep === "no"
      ? [
          {
            what: `the migrations do not lead to the schema files${shown.length === 0 ? "" : `: ${shown.map(safeText).join(", ")}${hidden > 0 ? `, ${formatNumber(hidden)} more` : ""}`}`,
            next: "selecto migrate generate",
          },
        ]
      : []),
  ];
}

function integrityFailures({ integrity }: CheckReport): CheckFailure[] {
  const errors = integrity.filter((one) => one.severity === "error");
  const [first] = errors;
  return first === undefined
    ? []
    : [{ what: `${countOf(errors.length, "integrity error")}: ${safeText(first.message)}`, next: safeText(first.next ?? "mend the files named below") }];
}

function acceptFailures({ accepted }: CheckReport): CheckFailure[] {
  return accepted.flatMap((one) =>
    one.expired
      ? [
          {
            what: `the acceptance of ${safeText(one.id)} has expired${one.until === undefined ? "" : ` (${safeText(one.until)})`}`,
            next: "mend it now, or set another date under check.accept in selecto.config.yaml",
          },
        ]
      : [],
  );
}

function unreadFailures({ diagnostics }: ImpactReport): CheckFailure[] {
  const errors = diagnostics.filter((one) => one.severity === "error");
  return errors.length === 0
    ? []
    : [{ what: `not all could be read: ${countDiagnostics(errors)}`, next: safeText(errors[0]?.next ?? "mend the files named below") }];
}

/** `FAILED`, `INCOMPLETE`, `passed` with the exit code that goes with it. */
export function outcomeWords({ outcome, exit }: CheckReport): string {
  return `${outcome === "pass" ? "passed" : outcome === "fail" ? "FAILED" : "INCOMPLETE"} (exit ${exit})`;
}

export const NOTHING_RELEVANT = "No file that matters to selecto has changed; nothing was started.";
