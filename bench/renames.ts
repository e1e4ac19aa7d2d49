/**
 * Are guessed renames renames? Every step of the corpus histories whose SQL renames a table or column, or
 * drops one and adds another, is guessed at from both schemas (where the corpus knows them, with the
 * queries of that moment); the truth is PostgreSQL's catalog, in which a renamed thing keeps its identity.
 * Then unrelated drops and adds, made up from the same schemas.
 *
 *   npm run bench renames [--project NAME ...] [--noise 4000] [--seed 1] [--misses] [--keep FILE]
 *
 * `--keep` stores what was collected, which takes minutes, and takes it from there the next time. Reads
 * the corpus from ../shared/corpus (or SELECTO_CORPUS) and says so politely when it is missing.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { collect, withQueries, type Collected } from "./renames/collect.ts";
import { judge, score, type Score } from "./renames/judge.ts";
import { noise } from "./renames/noise.ts";
import { loadParser } from "../src/sql/index.ts";

const corpus = process.env["SELECTO_CORPUS"] ?? join(process.cwd(), "..", "shared", "corpus");
const { values: flags } = parseArgs({
  options: {
    project: { type: "string", multiple: true },
    noise: { type: "string", default: "4000" },
    seed: { type: "string", default: "1" },
    misses: { type: "boolean" },
    keep: { type: "string" },
  },
});

if (!existsSync(join(corpus, "migrations"))) {
  console.log(`skipped: there is no corpus at ${corpus} (SELECTO_CORPUS names another place)`);
  process.exit(0);
}
await loadParser();
const collected = await read();
const total = score();
console.log(`${"".padEnd(12)} pairs  renames  taken  right  precision  recall     F1  asked: right  wrong`);
for (const project of new Set(collected.cases.map((one) => one.project))) {
  const one = score();
  for (const step of collected.cases.filter((step) => step.project === project)) judge(one, step);
  add(total, one);
  print(project, one);
}
print("together", total);
const made = score();
for (const change of noise(collected, Number(flags.noise), Number(flags.seed))) judge(made, change);
console.log(
  `made up: ${made.pairs} pairs that are no renames (seed ${flags.seed}): ${made.taken} taken (${percent(made.taken / made.pairs)}), ${made.askedWrongly} asked (${percent(made.askedWrongly / made.pairs)})`,
);
if (flags.misses === true) for (const line of [...total.misses, ...made.misses]) console.log(`  ${line}`);

async function read(): Promise<Collected> {
  if (flags.keep !== undefined && existsSync(flags.keep)) return withQueries(corpus, JSON.parse(readFileSync(flags.keep, "utf8")) as Collected);
  const projects = flags.project ?? readdirSync(join(corpus, "migrations")).toSorted();
  const fresh = await collect(corpus, projects);
  if (flags.keep !== undefined) writeFileSync(flags.keep, JSON.stringify(fresh));
  return withQueries(corpus, fresh);
}

function add(into: Score, one: Score): void {
  for (const key of ["pairs", "truth", "taken", "right", "asked", "askedWrongly"] as const) into[key] += one[key];
  into.misses.push(...one.misses);
}

function print(name: string, { pairs, truth, taken, right, asked, askedWrongly }: Score): void {
  const [precision, recall] = [taken === 0 ? 1 : right / taken, truth === 0 ? 1 : right / truth];
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  const cells = [pairs, truth, taken, right].map((count, at) => String(count).padStart([6, 9, 7, 7][at] ?? 7));
  console.log(
    `${name.padEnd(12)}${cells.join("")}${percent(precision).padStart(11)}${percent(recall).padStart(8)}${percent(f1).padStart(7)}${String(asked).padStart(14)}${String(askedWrongly).padStart(7)}`,
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
