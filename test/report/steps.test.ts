/** Long lists of steps: what somebody should know of is in what is shown. */
import { expect, it } from "@jest/globals";
import type { Hazard, MigrationStep } from "../../src/model/migration.ts";
import { stepLines } from "../../src/report/migration/steps.ts";
import { inkOf } from "../../src/report/text/ink.ts";

const OPTIONS = { width: 100, color: false } as const;
const step = (n: number, ...hazards: Hazard[]): MigrationStep => ({ n, sha256: "", sql: `STEP ${n};`, mode: "tx", lock: null, rewrite: false, hazards });
const hazard = (code: string): Hazard => ({ code, subject: "t", text: "why" });
const show = (steps: readonly MigrationStep[], all = false): string[] => stepLines("up", steps, inkOf(OPTIONS), { ...OPTIONS, all }).map((line) => line.trim());

it("shows the first steps of many, and counts the others", () => {
  const lines = show(Array.from({ length: 30 }, (_step, at) => step(at + 1)));
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([21, "up    1  STEP 1;", "... 10 more steps (--all)"]);
});

it("shows what asks for consent wherever it stands, then what has hazards", () => {
  const steps = Array.from({ length: 100 }, (_step, at) =>
    step(at + 1, ...(at === 90 ? [hazard("data-loss")] : at >= 40 && at < 60 ? [hazard("long-lock")] : [])),
  );
  const lines = show(steps);
  expect(lines.filter((line) => line.startsWith("...") || line.includes("STEP 91") || line.includes("data-loss"))).toEqual([
    "... 39 more steps (--all)",
    "... 32 more steps, 2 with hazards (--all)",
    "91  STEP 91;",
    "data-loss t: why",
    "... 9 more steps (--all)",
  ]);
  expect(lines.filter((line) => line.startsWith("long-lock"))).toHaveLength(18);
  expect(show(steps, true).filter((line) => line.includes("STEP"))).toHaveLength(100);
});

it("shows more than usual where more asks for consent", () => {
  const steps = Array.from({ length: 40 }, (_step, at) => step(at + 1, ...(at > 5 ? [hazard("data-loss")] : [])));
  expect(show(steps).filter((line) => line.includes("STEP"))).toHaveLength(35);
});
