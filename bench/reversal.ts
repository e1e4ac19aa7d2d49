/**
 * Measures how exactly migrations can be taken back: over every pair of consecutive schema states of the
 * hand-written histories of a corpus, selecto's own pair, generated and proved with rows, beside the pair the
 * team wrote. Arguments: `--corpus FOLDER`, `--only NAME`, `--limit N`,
 * `--every N` (one pair in N), `--ours`, `--theirs`.
 *
 * Goals: ours exact or refused with a reason in every case, fewer than 2 % refused, no disproved "lossless".
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEmbedded } from "../src/database/embedded/open.ts";
import { lossesOf } from "../src/migration/losses.ts";
import { composePackage, type PackageDraft } from "../src/migration/package/package.ts";
import { proveMigration } from "../src/migration/proof.ts";
import { rowProblems } from "../src/migration/rows/problems.ts";
import type { Database } from "../src/model/database.ts";
import type { ReversibilityClass } from "../src/model/migration.ts";
import type { PairOutcome } from "../src/model/pair.ts";
import { composeDraft } from "../src/operations/compose-migration.ts";
import { openState } from "../src/operations/open-state.ts";
import { planKeptWays } from "../src/operations/plan-kept-ways.ts";
import type { PlannedWay } from "../src/operations/plan-migration.ts";
import { verifyPairs } from "../src/operations/verify-pairs.ts";
import { diffSchemas } from "../src/schema/diff.ts";
import { extractSchema } from "../src/schema/extract.ts";
import { loadHistory } from "../src/schema/load.ts";
import { extensionsNamed } from "../src/schema/statement-kind.ts";
import { loadParser } from "../src/sql/index.ts";
import { findHistories } from "../src/workspace/detect/find-histories.ts";
import { openDiskTree } from "../src/workspace/disk-tree.ts";
import { readText } from "../src/workspace/file-tree.ts";
import { historyFiles } from "../src/workspace/histories/readers.ts";
import { readMigrations } from "../src/workspace/sources.ts";

const { values: flags } = parseArgs({
  options: {
    corpus: { type: "string", default: "/work/shared/corpus/migrations" },
    only: { type: "string", default: "" },
    limit: { type: "string", default: "100000" },
    every: { type: "string", default: "1" },
    ours: { type: "boolean", default: false },
    theirs: { type: "boolean", default: false },
  },
});
const LIMIT = Number(flags.limit);
const EVERY = Number(flags.every);

const OURS = [
  "exact, lossless",
  "exact, with archive",
  "exact, losses named",
  "refused",
  "refused: rows need a value",
  "lossless disproved by rows",
  "not proved",
] as const;
type Own = (typeof OURS)[number];

const PROVED = {
  lossless: "exact, lossless",
  "lossless-with-archive": "exact, with archive",
  lossy: "exact, losses named",
  irreversible: "not proved",
} as const satisfies Readonly<Record<ReversibilityClass, Own>>;

interface Tally {
  readonly counts: Map<string, number>;
  readonly reasons: string[];
}

const add = (tally: Tally, outcome: string): void => void tally.counts.set(outcome, (tally.counts.get(outcome) ?? 0) + 1);

async function historyOf(
  folder: string,
): Promise<{ tree: Awaited<ReturnType<typeof openDiskTree>>; history: Awaited<ReturnType<typeof findHistories>>[number] } | undefined> {
  const tree = await openDiskTree(folder);
  const [history] = await findHistories(historyFiles(await tree.list(), (path) => readText(tree, path)));
  return history === undefined ? undefined : { tree, history };
}

/** selecto's own pair from one state to the next, as `migrate generate` makes it. Leaves the database at the next state when it is proved. */
async function reverse(
  database: Database,
  at: number,
  to: Awaited<ReturnType<typeof extractSchema>>,
): Promise<{ outcome: Own; reason?: string; rows: number }> {
  const from = await extractSchema(database);
  const losses = await lossesOf(diffSchemas(from, to), from, database);
  let refused: string | undefined;
  const require = (way: PlannedWay, where: string): PlannedWay => {
    if (way.left.length === 0 && way.failure === undefined) return way;
    const [first] = way.refused;
    refused = `${where}: ${way.failure ?? (first === undefined ? `${way.left[0]?.key} would still differ` : `${first.error.sqlstate} ${first.error.message}`)}`;
    throw new Error(refused);
  };
  const migration = `${20260101000000 + at}_x`;
  let draft: PackageDraft;
  try {
    const ways = await planKeptWays({ shadow: database, from, to, losses, migration, without: [], require });
    draft = composeDraft({ migration, to: { domains: [] }, toolVersion: "bench" }, { from, to, ways, renames: [], previous: undefined });
  } catch (error) {
    if (refused === undefined) throw error;
    return { outcome: "refused", reason: refused, rows: 0 };
  }
  const result = await proveMigration({ shadow: database, extract: extractSchema, to }, composePackage(draft));
  const rows = result.rows?.rows ?? 0;
  if (result.proved) return { outcome: PROVED[draft.class], rows };
  const leg = result.legs.find((one) => !one.equal);
  const reason =
    [...(result.rows === undefined ? [] : rowProblems(result.rows)), leg?.failure?.message ?? "", ...(leg?.differences ?? [])].find((one) => one !== "") ?? "";
  if (result.rows?.failure?.direction === "up") return { outcome: "refused: rows need a value", reason, rows };
  const isFalse = draft.class !== "lossy" && (result.rows?.differences.length ?? 0) > 0;
  return { outcome: isFalse ? "lossless disproved by rows" : "not proved", reason, rows };
}

async function ours(folder: string): Promise<Tally & { rows: number }> {
  const tally = { counts: new Map<string, number>(), reasons: [] as string[], rows: 0 };
  const found = await historyOf(folder);
  if (found === undefined) return tally;
  const { scripts } = await readMigrations(found.tree, found.history);
  const extensions = extensionsNamed(scripts.map(({ up }) => up));
  const theirs = await openEmbedded({ extensions });
  let mine: Database | undefined;
  try {
    let before = await extractSchema(theirs);
    for (const [at, script] of scripts.slice(0, LIMIT).entries()) {
      const { failures } = await loadHistory(theirs, [{ file: script.file, text: script.up, transactional: script.transactional }]);
      if (failures[0] !== undefined) throw new Error(`${script.file}: ${failures[0].error.message}`);
      const after = await extractSchema(theirs);
      if (after.fingerprint !== before.fingerprint && at % EVERY === 0) {
        mine ??= (await openState({ kind: "facts", state: before }, { extensions })).database;
        const { outcome, reason, rows } = await reverse(mine, at, after);
        tally.rows += rows;
        add(tally, outcome);
        if (reason !== undefined) tally.reasons.push(`${script.name}: ${outcome}: ${reason}`);
        if (!outcome.startsWith("exact") || EVERY > 1) {
          await mine.close();
          mine = undefined;
        }
      }
      before = after;
    }
  } finally {
    await Promise.all([theirs.close(), mine?.close()]);
  }
  return tally;
}

async function byHand(folder: string): Promise<Tally> {
  const tally = { counts: new Map<string, number>(), reasons: [] as string[] };
  const found = await historyOf(folder);
  if (found === undefined) return tally;
  for (const { outcome } of (await verifyPairs(found, {})).pairs) add(tally, outcome);
  return tally;
}

function print(title: string, tallies: ReadonlyMap<string, Tally>, outcomes: readonly string[]): void {
  const all = (outcome: string): number => [...tallies.values()].reduce((sum, { counts }) => sum + (counts.get(outcome) ?? 0), 0);
  const total = outcomes.reduce((sum, outcome) => sum + all(outcome), 0);
  console.log(`\n${title.padEnd(30)}${[...tallies.keys()].map((name) => name.padStart(11)).join("")}${"all".padStart(8)}${"share".padStart(9)}`);
  for (const outcome of outcomes) {
    const cells = [...tallies.values()].map(({ counts }) => String(counts.get(outcome) ?? 0).padStart(11)).join("");
    console.log(
      `  ${outcome.padEnd(28)}${cells}${String(all(outcome)).padStart(8)}${`${((100 * all(outcome)) / Math.max(1, total)).toFixed(1)} %`.padStart(9)}`,
    );
  }
  for (const [name, { reasons }] of tallies) for (const reason of reasons) console.log(`  ${name} ${reason}`);
}

if (!existsSync(flags.corpus)) console.log(`there is no corpus of migrations at ${flags.corpus}: nothing was measured (--corpus FOLDER)`);
else {
  await loadParser();
  const names = readdirSync(flags.corpus).filter((name) => flags.only === "" || flags.only.split(",").includes(name));
  const both = flags.ours === flags.theirs;
  const start = performance.now();
  if (both || flags.ours) {
    const tallies = new Map<string, Tally & { rows: number }>();
    for (const name of names) tallies.set(name, await ours(join(flags.corpus, name)));
    print("selecto's pair", tallies, OURS);
    console.log(`  ${[...tallies.values()].reduce((sum, { rows }) => sum + rows, 0)} generated rows compared`);
  }
  if (both || flags.theirs) {
    const tallies = new Map<string, Tally>();
    for (const name of names) tallies.set(name, await byHand(join(flags.corpus, name)));
    print("written by hand", tallies, ["exact", "rows-lost", "schema-differs", "down-fails", "no-down", "up-fails", "skipped"] satisfies PairOutcome[]);
  }
  console.log(`  ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
