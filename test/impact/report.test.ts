/** Judgements put into one report: sorted, counted, none lost. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { assembleReport } from "../../src/impact/report.ts";
import { RULES } from "../../src/impact/rules/index.ts";
import type { Judgement } from "../../src/impact/verdict.ts";
import { VERDICTS } from "../../src/model/impact.ts";

const frame = {
  from: { kind: "files", text: "a" },
  to: { kind: "files", text: "b" },
  changes: [],
  fallen: [],
  diagnostics: [],
  engine: "PostgreSQL 18.6 (embedded)",
} as const;
const position = fc.record({ file: fc.constantFrom("a.sql", "b.sql"), line: fc.integer({ min: 1, max: 5 }), column: fc.integer({ min: 1, max: 5 }) });
const judgement: fc.Arbitrary<Judgement> = fc.oneof(
  fc.record({
    impact: fc.record({
      subject: fc.string(),
      kind: fc.constant("query" as const),
      label: fc.string(),
      position,
      verdict: fc.constantFrom(...VERDICTS),
      reasons: fc.constant([]),
      live: fc.boolean(),
    }),
  }),
  fc.record({
    defect: fc.record({
      subject: fc.string(),
      label: fc.string(),
      position,
      verdict: fc.constantFrom("broken" as const, "unknown" as const),
      reason: fc.string(),
    }),
  }),
);

it("law: counts and baseline defects are exactly what was examined, worst first, whatever the order they came in", () => {
  fc.assert(
    fc.property(fc.array(judgement, { maxLength: 30 }), (judgements) => {
      const report = assembleReport(judgements, frame);
      expect(report.examined).toBe(judgements.length);
      expect(VERDICTS.reduce((sum, verdict) => sum + report.counts[verdict], 0) + report.baseline.length).toBe(judgements.length);
      const ranks = report.impacts.map((impact) => VERDICTS.indexOf(impact.verdict));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      const places = (impacts: typeof report.impacts): string[] =>
        impacts.map((one) => `${one.verdict} ${one.position.file}:${one.position.line}:${one.position.column} ${one.subject}`);
      expect(places(assembleReport(judgements.toReversed(), frame).impacts)).toEqual(places(report.impacts));
    }),
  );
});

it("every rule has a code of its own and says why it exists", () => {
  expect(new Set(RULES.map((rule) => rule.code)).size).toBe(RULES.length);
  for (const rule of RULES) {
    expect(rule.code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
  }
});
