/** What must hold for the impact of any change on any query. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Answer } from "../../src/model/answer.ts";
import { kindOf } from "../../src/model/identity.ts";
import { VERDICTS } from "../../src/model/impact.ts";
import { analyzeImpact } from "../../src/operations/analyze-impact.ts";
import type { StateSource } from "../../src/operations/state-source.ts";
import { askSubjects } from "../../src/oracle/ask.ts";
import type { Shadow } from "../../src/oracle/shadow.ts";
import { readQueries, toSubject } from "../../src/query/index.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "../schema/states.ts";
import { LIMIT_MS, RUNS } from "./runs.ts";
import { model, queriesOf, sqlOf } from "./schemas.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

function sourceOf(sql: string, statements: readonly string[]): StateSource {
  const { queries } = readQueries(statements.map((text, at) => ({ path: `queries/q${at}.sql`, text })));
  return {
    origin: { kind: "files", text: "x" },
    recipe: { kind: "files", scripts: [{ file: "schema.sql", text: sql }] },
    files: [],
    queries,
    domains: [],
    diagnostics: [],
    inputHash: "",
  };
}

async function answersOn(sql: string, source: StateSource): Promise<Answer[]> {
  const database = await states.database(sql);
  const shadow: Shadow = {
    database,
    deaths: 0,
    revive: () => Promise.reject(new Error("the shadow died")),
    onRevive: () => undefined,
    close: () => Promise.resolve(),
  };
  try {
    return await askSubjects(shadow, source.queries.map(toSubject), { dependencies: true });
  } finally {
    await database.close();
  }
}

it(
  "law: verdicts agree with PostgreSQL's answers on both sides, whatever changed",
  async () => {
    await fc.assert(
      fc.asyncProperty(model, model, async (before, after) => {
        const source = sourceOf(sqlOf(before), [...new Set([...queriesOf(before), ...queriesOf(after)])]);
        const schema = await states.of(sqlOf(after));
        const report = await analyzeImpact(
          {
            from: source,
            to: { origin: source.origin, subjects: () => source.queries.map(toSubject) },
            change: () => Promise.resolve({ kind: "state", schema }),
          },
          { open: states.pool.open },
        );
        const [old, now] = [await answersOn(sqlOf(before), source), await answersOn(sqlOf(after), source)];
        const changed = new Set(report.changes.map((change) => change.key));

        expect(report.diagnostics).toEqual([]);
        expect(report.examined).toBe(source.queries.length);
        expect(VERDICTS.reduce((sum, verdict) => sum + report.counts[verdict], 0) + report.baseline.length).toBe(source.queries.length);
        for (const [at, query] of source.queries.entries()) {
          const [from, to] = [old[at], now[at]];
          const impact = report.impacts.find((one) => one.subject === `query:${query.name}`);
          const verdict = impact?.verdict ?? "baseline";
          const context = `${query.text}\n${sqlOf(before)}\n=>\n${sqlOf(after)}`;
          if (from?.status === "error") expect([verdict, context]).toEqual([to?.status === "error" ? "baseline" : "fixed", context]);
          else if (to?.status === "error") expect([verdict, context]).toEqual(["broken", context]);
          else if (from?.status === "ok" && to?.status === "ok") {
            const sameContract = JSON.stringify(from.signature) === JSON.stringify(to.signature);
            // Positions may differ after a plan, so a star may give another order than the files do.
            if (!query.text.includes("*")) expect([verdict === "changed", context]).toEqual([!sameContract, context]);
            expect([verdict, context]).not.toEqual(["broken", context]);
            const touched = (from.dependencies ?? []).some(
              (key) =>
                changed.has(key) ||
                report.changes.some((change) => kindOf(change.key) !== "column" && key.startsWith("column:") && change.key.startsWith(`table:${key.slice(7)}`)),
            );
            if (!touched && report.changes.length === 0) expect([verdict, context]).toEqual(["safe", context]);
          }
        }
      }),
      { numRuns: RUNS },
    );
  },
  LIMIT_MS,
);

it(
  "law: without a change everything that compiles is safe, and nothing is live",
  async () => {
    await fc.assert(
      fc.asyncProperty(model, async (one) => {
        const source = sourceOf(sqlOf(one), queriesOf(one));
        const report = await analyzeImpact(
          {
            from: source,
            to: { origin: source.origin, subjects: () => source.queries.map(toSubject) },
            change: async () => ({ kind: "state", schema: await states.of(sqlOf(one)) }),
          },
          { open: states.pool.open },
        );
        expect(report.changes).toEqual([]);
        expect(report.counts.safe).toBe(source.queries.length);
        expect(report.impacts.some((impact) => impact.live)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  },
  LIMIT_MS,
);

it("a change that cannot be made while FROM is still asked ends in that failure, and in no other", async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  const source = sourceOf("create table t (a int)", ["select a from t"]);
  const failing = (): Promise<never> => Promise.reject(new Error("TO cannot be built"));
  await expect(analyzeImpact({ from: source, to: { origin: source.origin, subjects: () => [] }, change: failing }, { open: states.pool.open })).rejects.toThrow(
    "TO cannot be built",
  );
  await expect(
    analyzeImpact(
      { from: source, to: { origin: source.origin, subjects: () => [] }, change: failing },
      { open: () => Promise.reject(new Error("FROM cannot be built")) },
    ),
  ).rejects.toThrow("FROM cannot be built");
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});
