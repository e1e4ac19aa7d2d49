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
  /** what the column holds, of the row number `n` */
  readonly payload?: string;
  /** made with the table, before and after */
  readonly also?: string;
  readonly to: string;
  readonly bare: string;
  /** the least that a way back by key must do */
  readonly bareBack?: string;
}

const WITHOUT_PAYLOAD = "create table events (id bigint primary key, kind text not null)";
const INDEXES = ["kind", "id, kind", "kind, id"].map((columns, at) => `create index events_${at} on events (${columns})`).join("; ");
const DROP = "alter table events drop column payload";
const REWRITE = "update events set payload = 'x'";

const CASES: readonly Case[] = [
  { title: "drop column", to: WITHOUT_PAYLOAD, bare: DROP, bareBack: REWRITE },
  { title: "  1 in 10 rows", payload: "case when n % 10 = 0 then md5(n::text) end", to: WITHOUT_PAYLOAD, bare: DROP, bareBack: REWRITE },
  { title: "  of 4 indexes", also: INDEXES, to: WITHOUT_PAYLOAD, bare: DROP, bareBack: REWRITE },
  {
    title: "narrow column",
    to: TABLE.replace("payload text", "payload varchar(8)"),
    bare: "alter table events alter column payload type varchar(8) using payload::varchar(8)",
    bareBack: REWRITE,
  },
  {
    title: "  1 in 100 rows",
    payload: "case when n % 100 = 0 then md5(n::text) else n::text end",
    to: TABLE.replace("payload text", "payload varchar(8)"),
    bare: "alter table events alter column payload type varchar(8) using payload::varchar(8)",
    bareBack: REWRITE,
  },
  { title: "drop table", to: "", bare: "drop table events" },
];

async function stepsOf(to: string, also: string): Promise<{ up: readonly StepDraft[]; down: readonly StepDraft[] }> {
  const shadow = await openEmbedded();
  try {
    await shadow.exec(`${to}; ${also}`);
    const goal = await extractSchema(shadow);
    await shadow.exec(`drop table if exists events; ${TABLE}; ${also}`);
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
  const fill = async ({ payload = "md5(n::text)", also = "" }: Case): Promise<void> => {
    await database.exec(
      `drop table if exists events; ${TABLE}; insert into events select n, 'k' || n % 7, ${payload} from generate_series(1, ${Number(flags.rows)}) n`,
    );
    await database.exec(`${also}; analyze events`);
    await database.exec("checkpoint");
  };
  const script = (steps: readonly StepDraft[]): string => `begin; ${steps.map(({ sql }) => `${sql};`).join("\n")} commit`;
  const sum = "select count(*)::text || ' ' || coalesce(sum(hashtextextended(e::text, 0)), 0)::text as sum from events e";
  console.log(`${Number(flags.rows).toLocaleString("en")} rows, PostgreSQL ${database.engine.version}`);
  const ms = (value: number): string => `${Math.round(value)} ms`.padStart(9);
  for (const one of CASES) {
    const { up, down } = await stepsOf(one.to, one.also ?? "");
    await fill(one);
    const bareMs = await timed(`begin; ${one.bare}; commit`);
    await fill(one);
    const bareBackMs = one.bareBack === undefined ? undefined : await timed(`begin; ${one.bareBack}; commit`);
    await fill(one);
    const [before] = await database.query(sum);
    const upMs = await timed(script(up));
    const downMs = await timed(script(down));
    const [after] = await database.query(sum);
    const same = JSON.stringify(before) === JSON.stringify(after) ? "rows equal" : "ROWS DIFFER";
    const back = bareBackMs === undefined ? "" : `update of all rows ${ms(bareBackMs)}, down ${(downMs / bareBackMs).toFixed(2)}x   `;
    console.log(
      `${one.title.padEnd(15)} bare ${ms(bareMs)}   up with archive ${ms(upMs)} (${(upMs / bareMs).toFixed(1)}x)   down ${ms(downMs)}   ${back}${same}`,
    );
  }
} finally {
  await database.close();
  await admin.exec(`drop database ${NAME} with (force)`);
  await admin.close();
}
