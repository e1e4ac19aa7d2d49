/**
 * What keeping rows costs: one table of a million rows, a column and the table dropped with and without an
 * archive, and taken back, in one run and on one server. Arguments: `--rows N`.
 *
 * The server is the one SELECTO_TEST_DATABASE_URL names, else postgres://postgres@127.0.0.1:5432/postgres; it
 * works in a database of its own and drops it.
 */
import { parseArgs } from "node:util";
import { openServer } from "../src/database/server.ts";
import { openEmbedded } from "../src/database/embedded/open.ts";
import { lossesOf } from "../src/migration/losses.ts";
import { planKeptWays } from "../src/operations/plan-kept-ways.ts";
import type { StepDraft } from "../src/migration/package/package.ts";
import { diffSchemas } from "../src/schema/diff.ts";
import { extractSchema } from "../src/schema/extract.ts";
import { loadParser } from "../src/sql/index.ts";

const { values: flags } = parseArgs({ options: { rows: { type: "string", default: "1000000" } } });
const SERVER = process.env["SELECTO_TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const NAME = `selecto_bench_archive_${process.pid}`;
const TABLE = "create table events (id bigint primary key, kind text not null, payload text)";

interface Case {
  readonly title: string;
  readonly to: string;
  readonly bare: string;
}

const CASES: readonly Case[] = [
  { title: "drop column", to: "create table events (id bigint primary key, kind text not null)", bare: "alter table events drop column payload" },
  {
    title: "narrow column",
    to: TABLE.replace("payload text", "payload varchar(8)"),
    bare: "alter table events alter column payload type varchar(8) using payload::varchar(8)",
  },
  { title: "drop table", to: "", bare: "drop table events" },
];

async function stepsOf(to: string): Promise<{ up: readonly StepDraft[]; down: readonly StepDraft[] }> {
  const shadow = await openEmbedded();
  try {
    await shadow.exec(to);
    const goal = await extractSchema(shadow);
    await shadow.exec(`drop table if exists events; ${TABLE}`);
    const from = await extractSchema(shadow);
    const losses = await lossesOf(diffSchemas(from, goal), from, shadow);
    return await planKeptWays({ shadow, from, to: goal, losses, migration: "20260101000000_bench", without: [], require: (way) => way });
  } finally {
    await shadow.close();
  }
}

await loadParser();
const admin = await openServer(SERVER);
await admin.exec(`create database ${NAME}`);
const url = new URL(SERVER);
url.pathname = `/${NAME}`;
const database = await openServer(url.href);
try {
  const timed = async (sql: string): Promise<number> => {
    const started = performance.now();
    await database.exec(sql);
    return performance.now() - started;
  };
  const fill = async (): Promise<void> => {
    await database.exec(
      `drop table if exists events; ${TABLE}; insert into events select n, 'k' || n % 7, md5(n::text) from generate_series(1, ${Number(flags.rows)}) n; analyze events; checkpoint`,
    );
  };
  const script = (steps: readonly StepDraft[]): string => `begin; ${steps.map(({ sql }) => `${sql};`).join("\n")} commit`;
  const sum = "select count(*)::text || ' ' || coalesce(sum(hashtextextended(e::text, 0)), 0)::text as sum from events e";
  console.log(`${Number(flags.rows).toLocaleString("en")} rows, PostgreSQL ${database.engine.version}`);
  for (const { title, to, bare } of CASES) {
    const { up, down } = await stepsOf(to);
    await fill();
    const bareMs = await timed(`begin; ${bare}; commit`);
    await fill();
    const [before] = await database.query(sum);
    const upMs = await timed(script(up));
    const downMs = await timed(script(down));
    const [after] = await database.query(sum);
    const same = JSON.stringify(before) === JSON.stringify(after) ? "rows equal" : "ROWS DIFFER";
    const ms = (value: number): string => `${Math.round(value)} ms`.padStart(9);
    console.log(
      `${title.padEnd(14)} bare ${ms(bareMs)}   up with archive ${ms(upMs)} (${(upMs / bareMs).toFixed(1)}x)   down ${ms(downMs)} (${(downMs / upMs).toFixed(1)}x of up)   ${same}`,
    );
  }
} finally {
  await database.close();
  await admin.exec(`drop database ${NAME} with (force)`);
  await admin.close();
}
