/**
 * How many changes selecto turns into migrations that lead there and back, judged by pg_dump and by rows, not by
 * selecto. The pairs are those of test/schema/kinds.ts, one for every kind of object, all of them at once, and the
 * before/after pairs (`old.sql`, `new.sql`) of a folder of other tools' cases. Arguments: `--folder DIR`,
 * `--only PART,PART`, `--no-corpus`, `--verbose`.
 *
 * Each way is `exact` (what selecto proved is so: the dumps are equal, tables that stay keep their rows), `refused`
 * (selecto writes no migration, with the reason) or `wrong` (it was proved and is not so). Goal: nothing wrong,
 * under 2 % refused.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lossesOf } from "../src/migration/losses.ts";
import { guessLabels } from "../src/migration/renames/labels.ts";
import { composePackage } from "../src/migration/package/package.ts";
import { proveMigration } from "../src/migration/proof.ts";
import { rowProblems } from "../src/migration/rows/problems.ts";
import type { Database } from "../src/model/database.ts";
import { SelectoError } from "../src/model/error.ts";
import { parseNodeKey } from "../src/model/identity.ts";
import type { MigrationPackage, MigrationStep } from "../src/model/migration.ts";
import type { SchemaState } from "../src/model/schema-state.ts";
import { composeDraft, renamesBack } from "../src/operations/compose-migration.ts";
import { renameOf } from "../src/operations/intended-edit.ts";
import { observing } from "../src/operations/observe-state.ts";
import { restoreShadow } from "../src/operations/restore-shadow.ts";
import { planKeptWays } from "../src/operations/plan-kept-ways.ts";
import type { PlannedWay } from "../src/operations/plan-migration.ts";
import type { Rename } from "../src/oracle/rename.ts";
import { diffSchemas } from "../src/schema/diff.ts";
import { extractSchema } from "../src/schema/extract.ts";
import { loadFiles } from "../src/schema/load.ts";
import { compareObservations } from "../src/schema/observation.ts";
import { makeRoles } from "../src/schema/roles.ts";
import { extensionsNamed } from "../src/schema/statement-kind.ts";
import { loadParser, quoteIdentifier } from "../src/sql/index.ts";
import { openShadowPool } from "../test/oracle/shadow-pool.ts";
import { KINDS, type Kind } from "../test/schema/kinds.ts";
import { fillsFor } from "../test/schema/fills.ts";

const { values: flags } = parseArgs({
  options: {
    folder: { type: "string", default: "/work/shared/corpus/diffcases" },
    only: { type: "string", default: "" },
    "no-corpus": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

function corpus(): Kind[] {
  if (flags["no-corpus"] || !existsSync(flags.folder)) return [];
  return readdirSync(flags.folder).flatMap((tool) =>
    readdirSync(join(flags.folder, tool)).map((name): Kind => {
      const read = (file: string): string => readFileSync(join(flags.folder, tool, name, file), "utf8");
      return { kind: `${tool}/${name}`, from: read("old.sql"), to: read("new.sql") };
    }),
  );
}

const pool = openShadowPool();

/** Undefined where the text does not load into this PostgreSQL: such a pair says nothing. */
async function build(sql: string, beside: readonly string[] = []): Promise<Database | undefined> {
  const database = await pool.open(extensionsNamed([sql, ...beside]));
  const { failures } = await loadFiles(database, [{ file: "schema.sql", text: sql }]);
  if (failures.length === 0) return database;
  if (flags.verbose) console.log("   ", failures[0]?.error.message, failures[0]?.statement);
  await database.close();
  return undefined;
}

const tablesOf = (state: SchemaState): string[] =>
  state.facts.filter((fact) => fact.key.startsWith("table:")).map((fact) => parseNodeKey(fact.key).path.map(quoteIdentifier).join("."));

async function countRows(database: Database, tables: readonly string[]): Promise<Map<string, string>> {
  const counts = new Map<string, string>();
  for (const table of tables) {
    // the rows of a partitioned table are those of its partitions; of a parent, its own
    const rows = await database
      .query<{ n: string }>(
        `select case relkind when 'p' then (select count(*) from ${table}) else (select count(*) from only ${table}) end as n from pg_class where oid = to_regclass($1)`,
        [table],
      )
      .catch(() => []);
    if (rows[0] !== undefined) counts.set(table, rows[0].n);
  }
  return counts;
}

/** A row each, where NULLs and defaults will do. */
async function fillTables(database: Database, tables: readonly string[]): Promise<void> {
  for (const table of tables) await database.exec(`insert into ${table} default values`).catch(() => undefined);
}

interface Judgement {
  readonly verdict: "exact" | "refused" | "wrong";
  readonly why: string;
}

class Refused extends Error {}

function require(way: PlannedWay, where: string): PlannedWay {
  if (way.left.length === 0 && way.failure === undefined) return way;
  const [first] = way.refused;
  throw new Refused(
    `${where}: ${way.failure ?? (first === undefined ? `${way.left[0]?.key} would still differ` : `${first.error.sqlstate} ${first.error.message}`)}`,
  );
}

/** The migration from one state to another as `migrate generate` makes it. @throws Refused where it makes none */
async function generate(shadow: Database, from: SchemaState, to: SchemaState, toDump: string, renames: readonly Rename[]): Promise<MigrationPackage> {
  const migration = "20260101000000_x";
  const middle = renames.length === 0 ? from : await extractSchema(shadow);
  const losses = await lossesOf(diffSchemas(middle, to), middle, shadow);
  const fills = fillsFor(middle, to);
  const ways = await planKeptWays({ shadow, from: middle, to, losses, fills, migration, without: [], require });
  for (const sql of renamesBack(renames)) await shadow.exec(sql);
  const draft = composeDraft({ migration, to: { domains: [] }, toolVersion: "bench", fills }, { from, to, ways, renames, previous: undefined });
  const made = composePackage(draft);
  const result = await proveMigration({ shadow, extract: extractSchema, restore: restoreShadow, to, ...observing(shadow, { dump: toDump }) }, made);
  if (result.proved) return made;
  const leg = result.legs.find((one) => !one.equal);
  const [onRows] = result.rows === undefined ? [] : rowProblems(result.rows);
  throw new Refused(`not proved: ${onRows ?? leg?.failure?.message ?? leg?.differences[0] ?? "no reason"}`);
}

/** Runs the steps as they are, without selecto's runner. @returns what failed; nothing where all is well */
async function run(shadow: Database, steps: readonly MigrationStep[]): Promise<string> {
  const settings = "set search_path = pg_catalog; set check_function_bodies = off";
  let inside = false;
  const enter = async (wanted: boolean): Promise<void> => {
    if (inside !== wanted) await shadow.exec(wanted ? "begin" : "commit");
    inside = wanted;
  };
  try {
    await shadow.exec(settings);
    for (const { sql, mode } of steps) {
      await enter(mode === "tx");
      await shadow.exec(sql);
    }
    await enter(false);
    return "";
  } catch (error) {
    await shadow.exec("rollback");
    return error instanceof Error ? error.message : "fails";
  } finally {
    await shadow.exec("reset search_path; reset check_function_bodies");
  }
}

/** Where `migrate generate` asks, the answer is yes: a label in the place of another is the same. */
async function renameLabels(shadow: Database, from: SchemaState, to: SchemaState): Promise<Rename[]> {
  const renames = guessLabels(from.facts, to.facts, () => false).map((guess) =>
    renameOf({ kind: "rename", key: guess.from, newName: quoteIdentifier(parseNodeKey(guess.to).path.at(-1) ?? "") }),
  );
  for (const { sql } of renames) await shadow.exec(sql);
  return renames;
}

async function measure(pair: Kind): Promise<readonly [Judgement, Judgement] | undefined> {
  const goal = await build(pair.to);
  if (goal === undefined) return undefined;
  const [to, toDump] = [await extractSchema(goal), (await goal.observe?.()) ?? ""];
  await goal.close();
  const shadow = await build(pair.from, [pair.to]);
  if (shadow === undefined) return undefined;
  let migration: MigrationPackage;
  let from: SchemaState;
  try {
    await makeRoles(shadow, to);
    from = await extractSchema(shadow);
    const renames = await renameLabels(shadow, from, to);
    migration = await generate(shadow, from, to, toDump, renames);
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof SelectoError)) throw error;
    const refused: Judgement = { verdict: "refused", why: error instanceof SelectoError ? `${error.message}: ${error.why}` : error.message };
    return [refused, refused];
  } finally {
    await shadow.close();
  }
  const judge = await build(pair.from, [pair.to]);
  if (judge === undefined) return undefined;
  try {
    await makeRoles(judge, to);
    const fromDump = (await judge.observe?.()) ?? "";
    if (pair.rows === undefined) await fillTables(judge, tablesOf(from));
    else await judge.exec(`set search_path = public; ${pair.rows}; reset search_path`);
    const before = await countRows(judge, tablesOf(from));
    const staying = new Set(tablesOf(to));
    const failure = await run(judge, migration.up);
    // rows that break a rule which the change makes are nobody's fault: without them it must work
    if (/null value|violates|contains null/.test(failure)) {
      before.clear();
      await judge.close();
      const empty = await build(pair.from, [pair.to]);
      if (empty === undefined) return undefined;
      await makeRoles(empty, to);
      return await walk(empty, migration, { toDump, fromDump, before, staying });
    }
    if (flags.verbose && failure !== "") console.log(failure);
    return await walk(judge, migration, { toDump, fromDump, before, staying }, failure);
  } finally {
    await judge.close();
  }
}

interface Wanted {
  readonly toDump: string;
  readonly fromDump: string;
  readonly before: ReadonlyMap<string, string>;
  readonly staying: ReadonlySet<string>;
}

/** @param failure of the way up, where it has been walked; undefined where not */
async function walk(
  judge: Database,
  migration: MigrationPackage,
  { toDump, fromDump, before, staying }: Wanted,
  failure?: string,
): Promise<readonly [Judgement, Judgement]> {
  const lost = async (tables: (table: string) => boolean): Promise<string> => {
    const after = await countRows(judge, [...before.keys()]);
    return [...before]
      .flatMap(([table, count]) =>
        !tables(table) || after.get(table) === count ? [] : [`rows of ${table}: ${count} before, ${after.get(table) ?? "no table"} after`],
      )
      .join("; ");
  };
  const said = async (text: string, wanted: string, tables: (table: string) => boolean): Promise<Judgement> => {
    const [different] = compareObservations(wanted, (await judge.observe?.()) ?? "");
    const line = different === undefined ? "" : `${different.object}: wanted ${different.wanted ?? "-"}, found ${different.found ?? "-"}`;
    const why = [text, line, await lost(tables)].find((one) => one !== "") ?? "";
    return { verdict: why === "" ? "exact" : "wrong", why };
  };
  const up = await said(failure ?? (await run(judge, migration.up)), toDump, (table) => staying.has(table));
  const down = await said(await run(judge, migration.down), fromDump, () => migration.manifest.class !== "lossy");
  return [up, down];
}

await loadParser();
type Tally = Record<Judgement["verdict"], number>;
const tallies = new Map<string, Tally>();
const tallyOf = (kind: string): Tally => {
  const source = kind.includes("/") ? (kind.split("/")[0] ?? "") : "own pairs";
  const tally = tallies.get(source) ?? { exact: 0, refused: 0, wrong: 0 };
  tallies.set(source, tally);
  return tally;
};
let unloaded = 0;
const own = [
  ...KINDS,
  {
    kind: "all_at_once",
    from: KINDS.map((one) => one.from).join(";\n"),
    to: KINDS.map((one) => one.to).join(";\n"),
    rows: KINDS.flatMap((one) => one.rows ?? []).join("; "),
  },
];
for (const pair of [...own, ...corpus()].filter((one) => flags.only.split(",").some((part) => one.kind.includes(part)))) {
  try {
    const judgements = await measure(pair);
    if (judgements === undefined) {
      unloaded++;
      if (!pair.kind.includes("/")) console.log(`${pair.kind}: does not load`);
      continue;
    }
    judgements.forEach(({ verdict, why }, at) => {
      tallyOf(pair.kind)[verdict]++;
      if (verdict !== "exact") console.log(`${verdict.padEnd(7)} ${at === 0 ? "up  " : "down"} ${pair.kind}: ${why.replaceAll(/\s+/g, " ").slice(0, 300)}`);
    });
  } catch (error) {
    tallyOf(pair.kind).wrong += 2;
    console.log(`wrong   both ${pair.kind}: ${error instanceof Error ? error.message : "threw"}`);
  }
}
await pool.close();
const shown = [...tallies, ["all", sumOf([...tallies.values()])] as const];
for (const [source, { exact, refused, wrong }] of shown) {
  const total = exact + refused + wrong;
  console.log(`${source.padEnd(12)} ${total} ways: ${exact} exact (${((100 * exact) / total).toFixed(1)} %), ${refused} refused, ${wrong} wrong`);
}
console.log(`${unloaded} pairs do not load here`);

function sumOf(all: readonly Tally[]): Tally {
  const sum = { exact: 0, refused: 0, wrong: 0 };
  for (const one of all) for (const verdict of ["exact", "refused", "wrong"] as const) sum[verdict] += one[verdict];
  return sum;
}
