/** Puts judgements into one report: sorted, counted, nothing lost on the way. */
import { VERDICTS, type Impact, type ImpactReport, type Verdict } from "../model/impact.ts";
import type { Judgement } from "./verdict.ts";

const byPlace = (a: Impact, b: Impact): number =>
  VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
  compare(a.position.file, b.position.file) ||
  a.position.line - b.position.line ||
  a.position.column - b.position.column ||
  compare(a.subject, b.subject);

/** The report over all judgements. Counts and baseline defects together are exactly the subjects examined. */
export function assembleReport(judgements: readonly Judgement[], frame: Omit<ImpactReport, "impacts" | "baseline" | "counts" | "examined">): ImpactReport {
  const impacts = judgements.flatMap((judgement) => ("impact" in judgement ? [judgement.impact] : [])).toSorted(byPlace);
  const baseline = judgements.flatMap((judgement) => ("defect" in judgement ? [judgement.defect] : [])).toSorted((a, b) => compare(a.label, b.label));
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, impacts.filter((impact) => impact.verdict === verdict).length])) as Record<
    Verdict,
    number
  >;
  return { ...frame, impacts, baseline, counts, examined: judgements.length };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
