/**
 * Every folder below `test/cases` is one change and what must be said about it (`expected/impact.txt`).
 *
 *   CASE=rename npm test -- test/cases      only the folders whose path holds `rename`
 *   UPDATE=1 npm test -- test/cases         writes what comes out as the new expectation: read the diff
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../src/database/embedded/open.ts";
import { SelectoError } from "../src/model/error.ts";
import { VERDICTS, type ImpactReport } from "../src/model/impact.ts";
import { impactOfChange, impactOfStates } from "../src/operations/impact-of-states.ts";
import type { Session } from "../src/operations/session.ts";
import { openSession } from "../src/operations/session.ts";
import { subjectsOf } from "../src/operations/subjects.ts";
import { loadParser } from "../src/sql/index.ts";
import { findCases, readCase, type CaseFolder } from "./operations/case-folder.ts";
import { failureLines, impactLines } from "./operations/impact-lines.ts";
import { openShadowPool } from "./oracle/shadow-pool.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "cases");
const wanted = process.env["CASE"] ?? "";
const cases = findCases(root).filter((path) => path.includes(wanted));
const pool = openShadowPool();
let session: Session;

beforeAll(async () => {
  await loadParser();
  session = await openSession(root);
});
afterAll(() => pool.close());

async function run({ settings, from, change }: CaseFolder): Promise<ImpactReport> {
  const { timeoutMs, searchPath = session.shadow.searchPath } = settings;
  const shadow = { ...(searchPath !== undefined && { searchPath }), open: timeoutMs === undefined ? pool.open : () => openEmbedded({ timeoutMs }) };
  const here = { ...session, shadow };
  return change.kind === "state"
    ? impactOfStates(here, from, change.to, undefined)
    : impactOfChange(here, from, { key: null, resolve: () => ({ change: change.change, text: "change" }) }, undefined);
}

describe("cases", () => {
  it("are there", () => expect(cases.length).toBeGreaterThan(0));

  it.each(cases)("%s", async (path) => {
    const folder = join(root, path);
    const read = readCase(folder);
    const report = await run(read).catch((error: unknown) => {
      if (error instanceof SelectoError) return error;
      throw error;
    });
    if (!(report instanceof SelectoError)) expectWhole(read, report);
    const file = join(folder, "expected", "impact.txt");
    const lines = report instanceof SelectoError ? failureLines(report) : impactLines(report);
    if (process.env["UPDATE"] === "1") {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, lines);
    }
    expect(lines).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
  });
});

/** What holds for every report, whatever the case is about. */
function expectWhole({ from, change }: CaseFolder, report: ImpactReport): void {
  const subjects = subjectsOf(change.kind === "state" ? change.to : from).map((subject) => subject.key);
  expect([...report.impacts, ...report.baseline].map((one) => one.subject).toSorted()).toEqual(subjects.toSorted());
  expect(report.examined).toBe(subjects.length);
  expect(VERDICTS.reduce((sum, verdict) => sum + report.counts[verdict], 0)).toBe(report.impacts.length);
  for (const impact of report.impacts) {
    if (impact.verdict === "broken") expect(impact.witness?.sqlstate).toMatch(/^[0-9A-Z]{5}$/);
    if (impact.verdict === "safe") expect(impact.reasons).toEqual([]);
    else expect(impact.reasons).not.toEqual([]);
    for (const reason of impact.reasons) expect(reason.path.at(-1)).toBe(impact.subject);
  }
}
