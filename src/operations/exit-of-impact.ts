/** From findings to one exit code. */
import { EXIT, worstExit, type ExitCode } from "../model/error.ts";
import type { ImpactReport, Verdict } from "../model/impact.ts";

export interface ExitPolicy {
  /** verdicts that fail beside `broken` */
  readonly failOn: readonly Verdict[];
  readonly allowUnknown: boolean;
}

/** Broken and whatever the team named: 1. Something could not be asked: 5, unless allowed. Otherwise 0. */
export function exitOfImpact(report: ImpactReport, policy: ExitPolicy): ExitCode {
  const failing: readonly Verdict[] = ["broken", ...policy.failOn];
  const broken = failing.some((verdict) => report.counts[verdict] > 0) || report.fallen.some((one) => one.witness !== undefined);
  const unread = report.diagnostics.some((one) => one.severity === "error");
  const incomplete = (report.counts.unknown > 0 || unread) && !policy.allowUnknown;
  return worstExit([broken ? EXIT.findings : EXIT.fine, incomplete ? EXIT.incomplete : EXIT.fine]);
}
