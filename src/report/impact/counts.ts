/** The counts of an impact report, and that they add up. */
import { VERDICTS, type ImpactReport, type Verdict } from "../../model/impact.ts";
import type { Ink } from "../text/ink.ts";
import { countOf, formatNumber, verdictWord } from "../text/words.ts";

export interface Count {
  readonly verdict: Verdict | "baseline";
  readonly count: number;
  /** `4 broken, 4 repairable` */
  readonly text: string;
}

/** Every verdict, `slower`, `fixed` and baseline defects only where there are some; the counts add up to `examined`. */
export function countsOf(report: Pick<ImpactReport, "counts" | "baseline" | "impacts">): Count[] {
  const repairable = report.impacts.filter((impact) => impact.rewrite !== undefined).length;
  const verdicts = VERDICTS.filter((verdict) => (verdict !== "slower" && verdict !== "fixed") || report.counts[verdict] > 0).map((verdict): Count => {
    const count = report.counts[verdict];
    return {
      verdict,
      count,
      text: `${formatNumber(count)} ${verdictWord(verdict)}${verdict === "broken" && repairable > 0 ? `, ${formatNumber(repairable)} repairable` : ""}`,
    };
  });
  const { length } = report.baseline;
  return length === 0 ? verdicts : [...verdicts, { verdict: "baseline", count: length, text: countOf(length, "baseline defect") }];
}

/** `  4 broken   1 changed   0 at risk   0 unknown   36 safe      41 examined` */
export function countsLine(report: ImpactReport, ink: Ink): string {
  const parts = countsOf(report).map(({ verdict, count, text }) => {
    if (count === 0) return ink.faint(text);
    return verdict === "baseline" ? ink.careful(text) : ink.strong(ink.verdict(verdict, text));
  });
  return `  ${parts.join("   ")}      ${formatNumber(report.examined)} examined`;
}
