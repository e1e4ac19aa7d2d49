/** From findings to one exit code, and what did not load told apart. */
import { describe, expect, it } from "@jest/globals";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { VERDICTS, type ImpactReport, type Verdict } from "../../src/model/impact.ts";
import { exitOfImpact, type ExitPolicy } from "../../src/operations/exit-of-impact.ts";
import { compareLoads, describeFailures } from "../../src/operations/load-findings.ts";
import type { LoadFailure } from "../../src/schema/load.ts";

const STRICT: ExitPolicy = { failOn: [], allowUnknown: false };
const origin = { kind: "files", text: "x" } as const;

function report(counts: Partial<Record<Verdict, number>>, extra: Partial<ImpactReport> = {}): ImpactReport {
  const all = Object.fromEntries(VERDICTS.map((verdict) => [verdict, counts[verdict] ?? 0])) as Record<Verdict, number>;
  return { from: origin, to: origin, changes: [], impacts: [], baseline: [], fallen: [], examined: 0, counts: all, diagnostics: [], engine: "", ...extra };
}
const note = (severity: Diagnostic["severity"]): Diagnostic => ({ code: "x", severity, message: "x" });
const witness = { sqlstate: "42P01", message: "gone", stage: "load" } as const;

describe("exit code", () => {
  it.each<[string, ImpactReport, ExitPolicy, number]>([
    ["nothing found", report({ safe: 3 }), STRICT, 0],
    ["broken", report({ broken: 1 }), STRICT, 1],
    ["changed, at-risk and slower are no failure", report({ changed: 1, "at-risk": 1, slower: 1 }), STRICT, 0],
    ["unless named", report({ slower: 1 }), { ...STRICT, failOn: ["slower"] }, 1],
    ["unknown", report({ unknown: 1 }), STRICT, 5],
    ["unknown, allowed", report({ unknown: 1 }), { ...STRICT, allowUnknown: true }, 0],
    ["unknown, named as a failure", report({ unknown: 1 }), { ...STRICT, failOn: ["unknown"] }, 1],
    ["broken before unknown", report({ broken: 1, unknown: 1 }), STRICT, 1],
    ["an object that does not load", report({ safe: 1 }, { fallen: [{ key: "view:public.v", reason: "x", witness }] }), STRICT, 1],
    ["an object that goes with what was dropped", report({ safe: 1 }, { fallen: [{ key: "view:public.v", reason: "x" }] }), STRICT, 0],
    ["a file that cannot be read", report({ safe: 1 }, { diagnostics: [note("error")] }), STRICT, 5],
    ["a warning", report({ safe: 1 }, { diagnostics: [note("warning"), note("info")] }), STRICT, 0],
    [
      "baseline defects",
      report({ safe: 1 }, { baseline: [{ subject: "query:q", label: "q", position: { file: "q.sql", line: 1, column: 1 }, verdict: "unknown", reason: "x" }] }),
      STRICT,
      0,
    ],
  ])("%s", (_name, found, policy, exit) => expect(exitOfImpact(found, policy)).toBe(exit));
});

const failure = (statement: string, line = 1, extra: Partial<LoadFailure> = {}): LoadFailure => ({
  position: { file: "s.sql", line, column: 1 },
  error: { sqlstate: "42P01", message: "gone" },
  statement,
  ...extra,
});

describe("statements that do not load", () => {
  it("are the change's only where they loaded, or failed otherwise, before", () => {
    const { fallen, diagnostics, lasting } = compareLoads(
      [failure("create view a", 3), failure("create view gone")],
      [failure("create view a", 9), failure("create view b", 1, { object: { kind: "view", name: "b", path: ["b"] } })],
    );
    expect(fallen).toMatchObject([{ key: "view:public.b", witness: { stage: "load", sqlstate: "42P01" } }]);
    expect(lasting.map((one) => one.statement)).toEqual(["create view a"]);
    expect(diagnostics.map((one) => `${one.severity} ${one.message}`)).toEqual([
      "warning did not load before the change either: 42P01 gone (create view a)",
      "warning did not load before the change: 42P01 gone (create view gone)",
    ]);
  });

  it("with another error than before are findings", () => {
    const other = failure("create view a", 1, { error: { sqlstate: "42703", message: "no column" } });
    expect(compareLoads([failure("create view a")], [other]).fallen).toHaveLength(1);
  });

  it("for want of an extension are no fault of the schema", () => {
    const { fallen, diagnostics } = compareLoads([], [failure("create extension postgis", 1, { extension: "postgis" })]);
    expect(fallen).toEqual([]);
    expect(diagnostics).toMatchObject([{ severity: "error", next: expect.stringContaining("postgis") }]);
    expect(describeFailures([failure("x"), failure("create extension postgis", 1, { extension: "postgis" })])).toMatch(/^2 statements .*postgis/);
  });

  it("name hostile objects as PostgreSQL does", () => {
    const named = (kind: string, path: string[]): string | undefined =>
      compareLoads([], [failure("x", 1, { object: { kind, name: path.join("."), path } })]).fallen[0]?.key;
    expect(named("table", ["we;rd.one"])).toBe('table:public."we;rd.one"');
    expect(named("materialized view", ["app", "v"])).toBe("materializedView:app.v");
  });
});
