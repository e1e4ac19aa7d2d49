/**
 * How many changes selecto plans exactly, both ways, judged by pg_dump and not by the planner. The pairs are
 * those of test/schema/kinds.ts, one for every kind of object, and the before/after pairs (`old.sql`,
 * `new.sql`) of a folder of other tools' cases. Arguments: `--folder DIR`, `--only PART,PART`, `--no-corpus`.
 *
 * Each way is `exact` (the dumps are equal and tables that stay keep their rows), `refused` (by PostgreSQL, the
 * planner or the observer, with the reason) or `wrong`. Goal: nothing wrong, under 2 % refused.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Database } from "../src/model/database.ts";
import { parseNodeKey } from "../src/model/identity.ts";
import type { SchemaState } from "../src/model/schema-state.ts";
import { planWay, type PlannedWay } from "../src/operations/plan-migration.ts";
import { extractSchema } from "../src/schema/extract.ts";
import { loadFiles } from "../src/schema/load.ts";
import { compareObservations } from "../src/schema/observation.ts";
import { extensionsNamed } from "../src/schema/statement-kind.ts";
import { loadParser, quoteIdentifier } from "../src/sql/index.ts";
import { openShadowPool } from "../test/oracle/shadow-pool.ts";
import { KINDS, type Kind } from "../test/schema/kinds.ts";

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
async function build(sql: string): Promise<Database | undefined> {
  const database = await pool.open(extensionsNamed([sql]));
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
    const rows = await database.query<{ n: string }>(`select count(*) as n from only ${table}`).catch(() => []);
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

function judge(way: PlannedWay, wanted: string, found: string, lost: string): Judgement {
  const [different] = compareObservations(wanted, found);
  const line = different === undefined ? "" : `${different.object}: wanted ${different.wanted ?? "-"}, found ${different.found ?? "-"}`;
  if (way.failure !== undefined) return { verdict: "refused", why: `no plan: ${way.failure}` };
  const [left] = way.left;
  const [refused] = way.refused;
  if (left !== undefined)
    return {
      verdict: "refused",
      why: refused === undefined ? `left: ${JSON.stringify(left)}` : `${refused.error.sqlstate} ${refused.error.message}: ${refused.statement.sql}`,
    };
  // what the planner takes for done and pg_dump tells apart is refused by the proof
  if (line !== "") return { verdict: "refused", why: `observer: ${line}` };
  return lost === "" ? { verdict: "exact", why: "" } : { verdict: "wrong", why: lost };
}

async function measure(pair: Kind): Promise<readonly [Judgement, Judgement] | undefined> {
  const goal = await build(pair.to);
  if (goal === undefined) return undefined;
  const [to, toDump] = [await extractSchema(goal), (await goal.observe?.()) ?? ""];
  await goal.close();
  const shadow = await build(pair.from);
  if (shadow === undefined) return undefined;
  try {
    const [from, fromDump] = [await extractSchema(shadow), (await shadow.observe?.()) ?? ""];
    if (pair.rows === undefined) await fillTables(shadow, tablesOf(from));
    else await shadow.exec(`set search_path = public; ${pair.rows}; reset search_path`);
    const staying = tablesOf(from).filter((table) => tablesOf(to).includes(table));
    const before = await countRows(shadow, staying);
    const lostRows = async (): Promise<string> => {
      if (pair.loses === true) return "";
      const after = await countRows(shadow, staying);
      return [...before]
        .flatMap(([table, count]) => ((after.get(table) ?? count) === count ? [] : [`rows of ${table}: ${count} before, ${after.get(table)} after`]))
        .join("; ");
    };
    const up = await planWay(shadow, from, to);
    if (flags.verbose) console.log(up.statements.map((one) => `    ${one.sql}`).join("\n"));
    const upJudgement = judge(up, toDump, (await shadow.observe?.()) ?? "", await lostRows());
    const down = await planWay(shadow, up.reached, from);
    if (flags.verbose) console.log(`    -- back\n${down.statements.map((one) => `    ${one.sql}`).join("\n")}`);
    return [upJudgement, judge(down, fromDump, (await shadow.observe?.()) ?? "", await lostRows())];
  } finally {
    await shadow.close();
  }
}

await loadParser();
const tally = { exact: 0, refused: 0, wrong: 0 };
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
      tally[verdict]++;
      if (verdict !== "exact") console.log(`${verdict.padEnd(7)} ${at === 0 ? "up  " : "down"} ${pair.kind}: ${why.replaceAll(/\s+/g, " ").slice(0, 300)}`);
    });
  } catch (error) {
    tally.wrong += 2;
    console.log(`wrong   both ${pair.kind}: ${error instanceof Error ? error.message : "threw"}`);
  }
}
await pool.close();
const total = tally.exact + tally.refused + tally.wrong;
console.log(
  `${total} ways: ${tally.exact} exact (${((100 * tally.exact) / total).toFixed(1)} %), ${tally.refused} refused, ${tally.wrong} wrong; ${unloaded} pairs do not load here`,
);
