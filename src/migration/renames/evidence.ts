/** Findings for and against a rename, added up in log-odds. */

export interface Finding {
  /** log-odds; what speaks against is negative */
  readonly weight: number;
  /** as a person reads it; findings against need no words */
  readonly text?: string;
}

/** 0 to 1 */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function sum(findings: readonly Finding[]): number {
  return findings.reduce((total, { weight }) => total + weight, 0);
}

/** What speaks for it, strongest first. */
export function reasonsOf(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ weight, text }) => weight > 0 && text !== undefined)
    .toSorted((a, b) => b.weight - a.weight)
    .flatMap(({ text }) => text ?? []);
}
