/**
 * Measures how exactly migrations can be taken back: over every pair of consecutive schema states of the
 * hand-written histories of a corpus, selecto's own pair, generated and proved with rows, beside the pair the
 * team wrote. Arguments: names of projects, `--corpus FOLDER`, `--limit N`, `--every N` (one pair in N),
 * `--ours`, `--theirs`, `--minutes N` (a slice; the same command goes on where the last one stopped, also after
 * a kill), `--table` (what was found so far), `--retry` (those that were not exact), `--pair NAME`, `--fresh`.
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
import { ShadowDied, type Database } from "../src/model/database.ts";
import type { SchemaState } from "../src/model/schema-state.ts";
import type { ReversibilityClass } from "../src/model/migration.ts";
import type { PairOutcome } from "../src/model/pair.ts";
import { differencesOf, observeState, observing, type Observation } from "../src/operations/observe-state.ts";
import { composeDraft } from "../src/operations/compose-migration.ts";
import { fillLosses } from "../src/operations/fill-columns.ts";
import { openState } from "../src/operations/open-state.ts";
import { planKeptWays } from "../src/operations/plan-kept-ways.ts";
import type { SchemaRecipe } from "../src/operations/state-source.ts";
import type { PlannedWay } from "../src/operations/plan-migration.ts";
import { verifyPairs } from "../src/operations/verify-pairs.ts";
import { diffSchemas } from "../src/schema/diff.ts";
import { restoreShadow } from "../src/operations/restore-shadow.ts";
import { extractSchema } from "../src/schema/extract.ts";
import { loadHistory } from "../src/schema/load.ts";
import { extensionsNamed } from "../src/schema/statement-kind.ts";
import { loadParser } from "../src/sql/index.ts";
import { findHistories } from "../src/workspace/detect/find-histories.ts";
import { openDiskTree } from "../src/workspace/disk-tree.ts";
import { readText } from "../src/workspace/file-tree.ts";
import { dieselLedger } from "../src/workspace/histories/diesel.ts";
import { historyFiles } from "../src/workspace/histories/readers.ts";
import { readMigrations } from "../src/workspace/sources.ts";
import type { MigrationScript } from "../src/workspace/histories/history.ts";
import { fillsFor } from "../test/schema/fills.ts";
import { Book, type Entry } from "./reversal/book.ts";
import { printLabels } from "./reversal/labels.ts";
import { printTable } from "./reversal/table.ts";

const { values: flags, positionals: projects } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: "string", default: "/work/shared/corpus/migrations" },
    state: { type: "string", default: "node_modules/.cache/reversal" },
    minutes: { type: "string", default: "100000" },
    fresh: { type: "boolean", default: false },
    retry: { type: "boolean", default: false },
    pair: { type: "string", default: "" },
    table: { type: "boolean", default: false },
    limit: { type: "string", default: "100000" },
    every: { type: "string", default: "1" },
    ours: { type: "boolean", default: false },
    theirs: { type: "boolean", default: false },
  },
});
const LIMIT = Number(flags.limit);
const EVERY = Number(flags.every);

/** The migration changes rows only. */
const SAME = "same schema";

const OURS = [
  "exact, lossless",
  "exact, with archive",
  "exact, losses named",
  "refused",
  "refused: rows need a value",
  "refused: pg_dump disagrees",
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

const EXACT = OURS.slice(0, 3);
const BY_HAND = ["exact", "rows-lost", "schema-differs", "down-fails", "no-down", "up-fails", "skipped"] as const satisfies readonly PairOutcome[];

/** When the slice ends. A pair that has begun is finished. */
const START = performance.now();
const isOver = (): boolean => performance.now() - START > Number(flags.minutes) * 60_000;

async function historyOf(
  folder: string,
): Promise<{ tree: Awaited<ReturnType<typeof openDiskTree>>; history: Awaited<ReturnType<typeof findHistories>>[number] } | undefined> {
  const tree = await openDiskTree(folder);
  const [history] = await findHistories(historyFiles(await tree.list(), (path) => readText(tree, path)));
  return history === undefined ? undefined : { tree, history };
}

/** selecto's own pair from one state to the next, as `migrate generate` makes it. Leaves the database at the next state when it is proved. */
async function reverse(
  { database, theirs }: { database: Database; theirs: Database },
  at: number,
  to: SchemaState,
): Promise<{ outcome: Own; reason?: string; rows: number }> {
  const from = await extractSchema(database);
  const fills = fillsFor(from, to);
  const losses = [...(await lossesOf(diffSchemas(from, to), from, database)), ...fillLosses(from, fills)];
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
    const ways = await planKeptWays({ shadow: database, from, to, losses, fills, migration, without: [], require });
    draft = composeDraft({ migration, to: { domains: [] }, toolVersion: "bench", fills }, { from, to, ways, renames: [], previous: undefined });
  } catch (error) {
    if (refused === undefined) throw error;
    return { outcome: "refused", reason: refused, rows: 0 };
  }
  const result = await proveMigration(
    { shadow: database, extract: extractSchema, restore: restoreShadow, to, ...observing(database, await observeState(theirs, to)) },
    composePackage(draft),
  );
  const rows = result.rows?.rows ?? 0;
  if (result.proved) return { outcome: PROVED[draft.class], rows };
  const leg = result.legs.find((one) => !one.equal);
  const reason =
    [...(result.rows === undefined ? [] : rowProblems(result.rows)), leg?.failure?.message ?? "", ...(leg?.differences ?? [])].find((one) => one !== "") ?? "";
  if (result.rows?.failure?.direction === "up") return { outcome: "refused: rows need a value", reason, rows };
  // nothing is written then: what only pg_dump sees is no claim of ours
  if (reason.includes("as pg_dump tells it")) return { outcome: "refused: pg_dump disagrees", reason, rows };
  const isFalse = draft.class !== "lossy" && (result.rows?.differences.length ?? 0) > 0;
  return { outcome: isFalse ? "lossless disproved by rows" : "not proved", reason, rows };
}

/** What is told while it runs, on the other stream than the table. */
function tell(project: string, at: number, total: number, { name, outcome, reason, seconds }: Entry): void {
  console.error(`${project} ${at + 1}/${total} ${name}: ${outcome}${reason === undefined ? "" : `: ${reason}`} (${seconds.toFixed(1)} s)`);
}

/** A database of our own in that state: from its facts, or, where they do not tell all of it, by the history. */
async function startAt(
  state: SchemaState,
  seen: Observation | undefined,
  scripts: readonly MigrationScript[],
  extensions: readonly string[],
): Promise<Database> {
  const { database } = await openState({ kind: "facts", state }, { extensions });
  const found = await observeState(database, state);
  if (seen === undefined || "unobserved" in seen || "unobserved" in found || differencesOf(seen.dump, found.dump).length === 0) return database;
  await database.close();
  const recipe: SchemaRecipe = { kind: "history", scripts: scripts.map(({ file, up, transactional }) => ({ file, text: up, transactional })) };
  return (await openState(recipe, { extensions })).database;
}

async function ours(project: string, book: Book): Promise<void> {
  const found = await historyOf(join(flags.corpus, project));
  if (found === undefined) return;
  const { scripts: all, setup } = await readMigrations(found.tree, found.history);
  // the corpus keeps diesel's folders as plain files, so that its table is missing
  const first = setup ?? dieselLedger(all);
  const made = first === undefined ? [] : [first];
  const scripts = all.slice(0, LIMIT);
  const extensions = extensionsNamed(all.map(({ up }) => up));
  const theirs = await openEmbedded({ extensions });
  let mine: Database | undefined;
  const drop = async (): Promise<void> => {
    await mine?.close();
    mine = undefined;
  };
  try {
    await loadHistory(
      theirs,
      made.map(({ file, up, transactional }) => ({ file, text: up, transactional })),
    );
    let before: SchemaState | undefined;
    for (const [at, script] of scripts.entries()) {
      if (isOver() || scripts.slice(at).every((one, ahead) => book.has(one.name) || (at + ahead) % EVERY > 0)) break;
      const isWanted = at % EVERY === 0 && !book.has(script.name);
      if (isWanted) before ??= await extractSchema(theirs);
      const seen = isWanted && before !== undefined && mine === undefined ? await observeState(theirs, before) : undefined;
      const { failures } = await loadHistory(theirs, [{ file: script.file, text: script.up, transactional: script.transactional }]);
      if (failures[0] !== undefined) throw new Error(`${script.file}: ${failures[0].error.message}`);
      if (!isWanted || before === undefined) {
        before = undefined;
        await drop();
        continue;
      }
      const after = await extractSchema(theirs);
      const began = performance.now();
      if (after.fingerprint !== before.fingerprint) {
        mine ??= await startAt(before, seen, [...made, ...scripts.slice(0, at)], extensions);
        const { outcome, reason, rows } = await reverse({ database: mine, theirs }, at, after).catch((error: unknown) => {
          if (!(error instanceof ShadowDied)) throw error;
          return { outcome: "not proved" as const, reason: `the shadow died: ${error.reason}`, rows: 0 };
        });
        const entry = { name: script.name, outcome, ...(reason !== undefined && { reason }), rows, seconds: (performance.now() - began) / 1000 };
        book.add(entry);
        tell(project, at, scripts.length, entry);
        if (!outcome.startsWith("exact")) await drop();
      } else book.add({ name: script.name, outcome: SAME, rows: 0, seconds: 0 });
      before = after;
    }
  } finally {
    await Promise.all([theirs.close(), drop()]);
  }
}

async function byHand(project: string, book: Book): Promise<void> {
  const found = await historyOf(join(flags.corpus, project));
  if (found === undefined) return;
  let began = performance.now();
  let at = book.entries.length;
  const total = (await readMigrations(found.tree, found.history)).scripts.length;
  if (at >= Math.min(total, LIMIT) || isOver()) return;
  await verifyPairs(
    found,
    {},
    {
      known: new Set(book.entries.map(({ name }) => name)),
      onPair: ({ name, outcome, details, rows }) => {
        const entry = { name, outcome, ...(details[0] !== undefined && { reason: details[0] }), rows, seconds: (performance.now() - began) / 1000 };
        book.add(entry);
        tell(project, at++, total, entry);
        began = performance.now();
        return !isOver() && at < LIMIT;
      },
    },
  );
}

if (!existsSync(flags.corpus)) console.log(`there is no corpus of migrations at ${flags.corpus}: nothing was measured (--corpus FOLDER)`);
else {
  await loadParser();
  const names = readdirSync(flags.corpus)
    .filter((name) => projects.length === 0 || projects.includes(name))
    .toSorted();
  const both = flags.ours === flags.theirs;
  const again = ({ name, outcome }: Entry): boolean =>
    flags.fresh || (flags.retry && !outcome.startsWith("exact") && outcome !== SAME) || (flags.pair !== "" && name.startsWith(flags.pair));
  const run = async (
    kind: string,
    title: string,
    judge: (project: string, book: Book) => Promise<void>,
    outcomes: readonly string[],
    good: readonly string[],
  ): Promise<void> => {
    const found = new Map<string, readonly Entry[]>();
    for (const name of names) {
      const book = new Book(flags.state, `${kind}-${name}`, kind === "ours" ? again : () => flags.fresh);
      if (!flags.table) await judge(name, book);
      found.set(
        name,
        book.entries.filter(({ outcome }) => outcome !== SAME),
      );
    }
    printTable(title, found, outcomes, good);
  };
  if (both || flags.ours) await run("ours", "selecto's pair", ours, OURS, EXACT);
  if (both || flags.theirs) await run("theirs", "written by hand", byHand, BY_HAND, ["exact"]);
  printLabels(flags.corpus, names);
  if (isOver()) console.log(`\nstopped after ${flags.minutes} minutes: the same command goes on`);
}
