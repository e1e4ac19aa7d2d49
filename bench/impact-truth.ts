/**
 * Are the verdicts true? For every labelled change of the corpus workloads, and for every step of a
 * real migration history, what selecto calls broken and changed is compared with what a real
 * PostgreSQL server said about the same query before and after.
 *
 *   npm run bench -- impact-truth [--workload NAME] [--no-history] [--steps N]
 *
 * The labels of the history come from PREPARE alone; a query that selecto calls broken because it no longer
 * plans is shown to a real server (SELECTO_TEST_DATABASE_URL, else localhost), before and after that step.
 *
 * Reads the corpus from ../shared/corpus (or SELECTO_CORPUS) and says so politely when it is missing.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { openEmbedded } from "../src/database/embedded/open.ts";
import { openServerShadow } from "../src/database/server-shadow.ts";
import { buildGraph } from "../src/impact/graph.ts";
import { judge, type VerdictContext } from "../src/impact/verdict.ts";
import type { Answer } from "../src/model/answer.ts";
import { DatabaseError, type Database } from "../src/model/database.ts";
import type { Subject } from "../src/model/subject.ts";
import { askSubjects } from "../src/oracle/ask.ts";
import { withSavepoints } from "./savepoints.ts";
import type { Shadow } from "../src/oracle/shadow.ts";
import { readQueries, toSubject } from "../src/query/index.ts";
import { loadFiles, loadHistory } from "../src/schema/load.ts";
import { extensionsNamed } from "../src/schema/statement-kind.ts";
import { loadParser } from "../src/sql/index.ts";

const corpus = process.env["SELECTO_CORPUS"] ?? join(process.cwd(), "..", "shared", "corpus");
const { values: flags } = parseArgs({
  options: { workload: { type: "string" }, "no-history": { type: "boolean" }, steps: { type: "string" }, "no-workloads": { type: "boolean" } },
});

interface Tally {
  pairs: number;
  truth: number;
  said: number;
  hit: number;
  unknown: number;
  /** not in the labels, but a real server refuses to plan them after the step */
  confirmed: number;
  misses: string[];
}
const tally = (): Tally => ({ pairs: 0, truth: 0, said: 0, hit: 0, unknown: 0, confirmed: 0, misses: [] });

function count(into: Tally, truth: boolean, said: boolean, label: string): void {
  into.pairs++;
  if (truth) into.truth++;
  if (said) into.said++;
  if (truth && said) into.hit++;
  if (truth !== said) into.misses.push(`${truth ? "missed" : "false alarm"}: ${label}`);
}

const empty = buildGraph({ facts: [], edges: [] });
const context: VerdictContext = {
  changes: [],
  before: empty,
  after: empty,
  reordered: [],
  brokenBodies: new Map(),
  bodiesTaken: new Set(),
  locate: () => undefined,
};

/** A shadow inside a transaction cannot be revived; a death here is a bug worth seeing. */
function fixed(database: Database): Shadow {
  return { database, deaths: 0, revive: () => Promise.reject(new Error("the shadow died")), onRevive: () => undefined, close: () => database.close() };
}

function verdictOf(subject: Subject, from: Answer, to: Answer): string {
  const judgement = judge({ subject, from, to, edited: false, live: false }, context);
  return "impact" in judgement ? judgement.impact.verdict : "baseline";
}

interface Mutation {
  kind: string;
  object: string;
  sql: string;
  broken: Record<string, [string, string]>;
  plan_broken: Record<string, [string, string]>;
  result_changed: Record<string, string>;
}

async function runWorkload(name: string): Promise<{ broken: Tally; changed: Tally }> {
  const folder = join(corpus, "workloads", name);
  const schema = readFileSync(join(folder, "schema.sql"), "utf8");
  const files = readdirSync(join(folder, "queries"))
    .toSorted()
    .map((file) => ({ path: file, text: readFileSync(join(folder, "queries", file), "utf8"), dialect: "postgresql" as const }));
  const subjects = readQueries(files).queries.map(toSubject);
  const database = await openEmbedded({ extensions: extensionsNamed([schema]), timeoutMs: 120_000 });
  await loadFiles(database, [{ file: "schema.sql", text: schema }], { searchPath: "public" });
  const before = await askSubjects(fixed(database), subjects, { searchPath: "public" });
  const result = { broken: tally(), changed: tally() };
  for (const line of readFileSync(join(folder, "mutations.jsonl"), "utf8")
    .split("\n")
    .filter((text) => text !== "")) {
    const mutation = JSON.parse(line) as Mutation;
    await database.exec("begin; set local search_path = public");
    try {
      await database.exec(mutation.sql);
    } catch (error) {
      await database.exec("rollback");
      if (!(error instanceof DatabaseError)) throw error;
      console.log(`  not applicable on the embedded server: ${mutation.sql.slice(0, 120)}: ${error.error.sqlstate} ${error.message}`);
      continue;
    }
    const after = await askSubjects(fixed(withSavepoints(database)), subjects, { searchPath: "public" });
    await database.exec("rollback");
    subjects.forEach((subject, at) => {
      const [from, to] = [before[at], after[at]];
      if (from === undefined || to === undefined) throw new Error("a subject without an answer");
      const query = subject.key.slice("query:".length);
      const truth = query in mutation.broken || query in mutation.plan_broken;
      const verdict = verdictOf(subject, from, to);
      const why = to.status === "error" ? `${to.error.sqlstate} ${to.error.message}` : (mutation.broken[query] ?? mutation.plan_broken[query] ?? []).join(" ");
      const label = `${name} ${mutation.kind} ${mutation.object} -> ${query}: ${why}`;
      count(result.broken, truth, verdict === "broken", label);
      if (verdict === "unknown") result.broken.unknown++;
      if (!truth && verdict !== "broken")
        count(
          result.changed,
          query in mutation.result_changed,
          verdict === "changed",
          `${label} ${mutation.result_changed[query] ?? ""} ${JSON.stringify(to)}`.slice(0, 400),
        );
    });
  }
  await database.close();
  return result;
}

interface Step {
  step: number;
  migration: string;
  queryset: string;
  n_queries: number;
  fail_before?: string[];
  broken?: Record<string, [string, string]>;
}

async function runHistory(name: string, limit: number): Promise<Tally> {
  const folder = join(corpus, "history", name);
  const steps = readFileSync(join(folder, "steps.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Step)
    .slice(0, limit);
  const text = (step: Step): string => readFileSync(join(corpus, "migrations", name, `${step.migration}.up.sql`), "utf8");
  const database = await openEmbedded({ extensions: extensionsNamed(steps.map(text)), timeoutMs: 120_000 });
  const result = tally();
  let last: { queryset: string; answers: Answer[] } | undefined;
  const doubts: { step: number; subject: Subject; label: string }[] = [];
  for (const [at, step] of steps.entries()) {
    const file = join(folder, "querysets", `${step.queryset}.json.gz`);
    const queries = existsSync(file) ? (JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, string>) : {};
    const subjects = readQueries(
      Object.entries(queries).map(([path, sql]) => ({ path, text: `-- name: ${path}\n${sql}`, dialect: "postgresql" as const })),
    ).queries.map(toSubject);
    const before = last?.queryset === step.queryset ? last.answers : await askSubjects(fixed(database), subjects, { searchPath: "public" });
    const { failures } = await loadHistory(database, [{ file: step.migration, text: text(step) }], { searchPath: "public" });
    for (const failure of failures) console.log(`  ${step.migration}:${failure.position.line}: ${failure.error.sqlstate} ${failure.error.message}`);
    const after = await askSubjects(fixed(database), subjects, { searchPath: "public" });
    last = { queryset: step.queryset, answers: after };
    const failed = new Set(step.fail_before ?? []);
    subjects.forEach((subject, index) => {
      const query = subject.key.slice("query:".length);
      const [from, to] = [before[index], after[index]];
      if (failed.has(query) || from === undefined || to === undefined) return;
      const verdict = verdictOf(subject, from, to);
      const why =
        to.status === "error" ? `${to.error.sqlstate} ${to.error.message}` : to.status === "unknown" ? to.reason : (step.broken?.[query] ?? []).join(" ");
      const truth = query in (step.broken ?? {});
      const label = `${step.migration} -> ${query}: ${why}`;
      if (!truth && verdict === "broken" && to.status === "error" && to.stage === "plan") {
        result.pairs++;
        doubts.push({ step: at, subject, label });
      } else count(result, truth, verdict === "broken", label);
      if (verdict === "unknown") result.unknown++;
    });
  }
  await database.close();
  for (const doubt of doubts) {
    const really = await serverRefuses(
      steps.slice(0, doubt.step + 1).map((step) => ({ file: step.migration, text: text(step) })),
      doubt.subject,
    );
    result.said++;
    if (really === true) {
      result.truth++;
      result.hit++;
      result.confirmed++;
      console.log(`  not in the labels, refused by a real server too: ${doubt.label}`);
    } else result.misses.push(`false alarm${really === undefined ? " (no server to ask)" : ""}: ${doubt.label}`);
  }
  return result;
}

/** Whether a real server planned the query before the last script and refuses to after it; undefined when none answers. */
async function serverRefuses(scripts: readonly { file: string; text: string }[], subject: Subject): Promise<boolean | undefined> {
  const server = process.env["SELECTO_TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
  let database: Database;
  try {
    database = await openServerShadow(server, { source: "the benchmark", allowSuperuser: true, timeoutMs: 120_000 });
  } catch {
    return undefined;
  }
  try {
    await loadHistory(database, scripts.slice(0, -1), { searchPath: "public" });
    const [before] = await askSubjects(fixed(database), [subject], { searchPath: "public" });
    await loadHistory(database, scripts.slice(-1), { searchPath: "public" });
    const [after] = await askSubjects(fixed(database), [subject], { searchPath: "public" });
    return before?.status === "ok" && after?.status === "error";
  } finally {
    await database.close();
  }
}

function show(title: string, { pairs, truth, said, hit, unknown, confirmed, misses }: Tally): void {
  const percent = (part: number, whole: number): string => (whole === 0 ? "-" : `${((100 * part) / whole).toFixed(2)} %`);
  console.log(
    `${title.padEnd(34)} pairs ${String(pairs).padStart(7)}  true ${String(truth).padStart(5)}  recall ${percent(hit, truth).padStart(9)}  precision ${percent(hit, said).padStart(9)}  unknown ${percent(unknown, pairs)}${confirmed > 0 ? `  (${confirmed} beyond the labels)` : ""}`,
  );
  for (const miss of misses.slice(0, 25)) console.log(`    ${miss}`);
  if (misses.length > 25) console.log(`    ... ${misses.length - 25} more`);
}

function add(total: Tally, part: Tally): void {
  for (const key of ["pairs", "truth", "said", "hit", "unknown", "confirmed"] as const) total[key] += part[key];
}

if (!existsSync(corpus)) {
  console.log(`skipped: no corpus at ${corpus}; set SELECTO_CORPUS to a folder with workloads/ and history/`);
} else {
  await loadParser();
  const total = { broken: tally(), changed: tally() };
  const names = flags["no-workloads"] === true ? [] : flags.workload === undefined ? readdirSync(join(corpus, "workloads")).toSorted() : [flags.workload];
  for (const name of names) {
    const { broken, changed } = await runWorkload(name);
    show(`${name}: broken`, broken);
    show(`${name}: changed`, changed);
    add(total.broken, broken);
    add(total.changed, changed);
  }
  if (flags["no-history"] !== true) {
    for (const name of readdirSync(join(corpus, "history")).toSorted()) {
      const broken = await runHistory(name, Number(flags.steps ?? Infinity));
      show(`history ${name}: broken`, broken);
      add(total.broken, broken);
    }
  }
  show("all: broken", total.broken);
  show("all: changed", total.changed);
}
