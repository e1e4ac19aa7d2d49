/**
 * How fast is the command line? Start, cold and warm answers on the shop and on a large application of
 * the corpus, a schema of 1,044 tables in one namespace with 50 changes, memory.
 *
 *   npm run bench -- speed [--quick]
 *
 * Whole processes are timed from outside, alternating with their reference; medians are printed with
 * their ratio. The corpus part is skipped politely where ../shared/corpus (or SELECTO_CORPUS) is missing,
 * the part of two live databases where SELECTO_TEST_DATABASE_URL names no server.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";

const { values: flags } = parseArgs({ options: { quick: { type: "boolean" } } });
const root = process.cwd();
const cli = join(root, "bin", "run.js");
const corpus = process.env["SELECTO_CORPUS"] ?? join(root, "..", "shared", "corpus");

interface Run {
  /** milliseconds */
  readonly wall: number;
  /** megabytes, the largest process */
  readonly memory: number;
  readonly status: number;
}

function time(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Run {
  const started = process.hrtime.bigint();
  const result = spawnSync("/usr/bin/env", ["time", "-f", "%M", process.execPath, ...args], { cwd, encoding: "utf8", maxBuffer: 1 << 28, env });
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  const memory = Number((result.stderr ?? "").trim().split("\n").at(-1)) / 1024;
  return { wall, memory, status: result.status ?? -1 };
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

function show(name: string, runs: readonly Run[], reference?: readonly Run[]): void {
  const walls = runs.map((run) => run.wall);
  const ratio = reference === undefined ? "" : `  ${(median(walls) / median(reference.map((run) => run.wall))).toFixed(2)} x`;
  const memory = median(runs.map((run) => run.memory));
  const statuses = [...new Set(runs.map((run) => run.status))].join(",");
  console.log(
    `${name.padEnd(44)} ${(median(walls) / 1000).toFixed(3)} s (${(Math.min(...walls) / 1000).toFixed(3)}-${(Math.max(...walls) / 1000).toFixed(3)})  ${Number.isNaN(memory) ? "" : `${memory.toFixed(0)} MB`}  exit ${statuses}${ratio}`,
  );
}

/** A and B in turn, so that a drifting machine hits both alike. */
function alternate(name: string, reference: () => Run, subject: () => Run, times: number): void {
  const [bare, ours]: [Run[], Run[]] = [[], []];
  for (let at = 0; at < times; at++) {
    bare.push(reference());
    ours.push(subject());
  }
  show(name, ours, bare);
}

function compare(name: string, args: readonly string[], times: number): void {
  alternate(
    name,
    () => time(["-e", "0"], root),
    () => time([cli, ...args], root),
    times,
  );
}

/** What the planner alone needs for the same question: both databases read one after the other, and their plan. */
const BARE_PLANNER = `
  import pg from "pg";
  import { extract } from "@supabase/pg-delta/extract";
  import { plan } from "@supabase/pg-delta/plan";
  const pools = [process.env.BENCH_A, process.env.BENCH_B].map((connectionString) => new pg.Pool({ connectionString }));
  const [a, b] = [await extract(pools[0]), await extract(pools[1])];
  console.log(plan(a.factBase, b.factBase).actions.length);
  await Promise.all(pools.map((pool) => pool.end()));`;

/** Two live databases of one major: the diff of selecto against the bare planner. */
async function compareLive(server: string, states: readonly [string, string], times: number): Promise<void> {
  const admin = new Client({ connectionString: server });
  await admin.connect();
  const names = [`selecto_bench_${process.pid}_a`, `selecto_bench_${process.pid}_b`] as const;
  const urlOf = (name: string): string => Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const folder = mkdtempSync(join(tmpdir(), "selecto-bench-"));
  try {
    for (const [at, name] of names.entries()) {
      await admin.query(`create database ${name}`);
      const client = new Client({ connectionString: urlOf(name) });
      await client.connect();
      await client.query(states[at] ?? "");
      await client.end();
    }
    const env = { ...process.env, BENCH_A: urlOf(names[0]), BENCH_B: urlOf(names[1]) };
    writeFileSync(join(folder, "selecto.config.yaml"), "history: history.db\n");
    alternate(
      "1,044 tables: diff of two live databases",
      () => time(["--input-type=module", "-e", BARE_PLANNER], root, env),
      () => time([cli, "diff", "env:BENCH_A", "env:BENCH_B"], folder, env),
      times,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
    for (const name of names) await admin.query(`drop database if exists ${name} (force)`);
    await admin.end();
  }
}

function coldAndWarm(name: string, args: readonly string[], cwd: string, forget: () => void, times: number): void {
  const cold = Array.from({ length: times }, () => {
    forget();
    return time([cli, ...args], cwd);
  });
  const warm = Array.from({ length: times }, () => time([cli, ...args], cwd));
  show(`${name}, cold`, cold);
  show(`${name}, warm`, warm);
}

function git(cwd: string, ...args: readonly string[]): void {
  spawnSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", ...args], { cwd });
}

/** 1,044 tables in one namespace, each with a key, a few columns, two indexes, every third with a foreign key. */
function largeSchema(changed: boolean): string {
  const lines: string[] = [];
  for (let table = 0; table < 1044; table++) {
    const extra = changed && table % 21 === 0 ? ", added_note text not null default ''" : "";
    const columns = Array.from({ length: 9 }, (_unused, at) => `c${at} ${["text", "integer", "timestamptz", "numeric(12,2)"][at % 4]}`).join(", ");
    lines.push(
      `create table t${table} (id bigint primary key, name text not null unique, parent_id bigint${table % 5 === 0 && table > 0 ? ` references t${table - 1} (id)` : ""}, ${columns}${extra});`,
    );
    for (const at of [0, 1, 2]) lines.push(`create index t${table}_c${at} on t${table} (c${at});`);
  }
  return `${lines.join("\n")}\n`;
}

const times = flags.quick === true ? 3 : 7;
compare("selecto --version against node -e 0", ["--version"], flags.quick === true ? 7 : 21);
compare("selecto --help against node -e 0", ["--help"], times);

const folder = mkdtempSync(join(tmpdir(), "selecto-bench-"));
try {
  const shop = join(folder, "shop");
  mkdirSync(shop);
  for (const part of ["schema", "domains", "queries", "migrations", "selecto.config.yaml"])
    if (existsSync(join(root, part))) cpSync(join(root, part), join(shop, part), { recursive: true });
  git(shop, "init", "-q", "-b", "main");
  git(shop, "add", ".");
  git(shop, "commit", "-qm", "start");
  const forget = (): void => rmSync(join(shop, "snapshots"), { recursive: true, force: true });
  show(
    "shop: analyze impact User",
    Array.from({ length: times }, () => time([cli, "analyze", "impact", "User"], shop)),
  );
  coldAndWarm("shop: analyze impact --drop users.email", ["analyze", "impact", "--drop", "users.email"], shop, forget, times);
  writeFileSync(join(shop, "schema", "999_change.sql"), "alter table users add column nickname text;\n");
  coldAndWarm("shop: check", ["check"], shop, forget, times);

  const large = join(folder, "large");
  mkdirSync(large);
  writeFileSync(join(large, "selecto.config.yaml"), "schema: schema.sql\nhistory: snapshots/history.db\n");
  writeFileSync(join(large, "schema.sql"), largeSchema(false));
  show("1,044 tables: snapshot", [time([cli, "snapshot", "--label", "before"], large)]);
  writeFileSync(join(large, "schema.sql"), largeSchema(true));
  show("1,044 tables: snapshot after 50 changes", [time([cli, "snapshot", "--label", "after"], large)]);
  show(
    "1,044 tables: diff of two stored snapshots",
    Array.from({ length: times }, () => time([cli, "diff", "before", "after"], large)),
  );

  const server = process.env["SELECTO_TEST_DATABASE_URL"];
  if (server === undefined) console.log("two live databases: skipped, SELECTO_TEST_DATABASE_URL names no server");
  else await compareLive(server, [largeSchema(false), largeSchema(true)], flags.quick === true ? 1 : 5);

  if (existsSync(join(corpus, "workloads", "coder"))) {
    const coder = join(folder, "coder");
    mkdirSync(join(coder, "queries"), { recursive: true });
    cpSync(join(corpus, "workloads", "coder", "schema.sql"), join(coder, "schema.sql"));
    for (const file of readdirSync(join(corpus, "workloads", "coder", "queries")))
      cpSync(join(corpus, "workloads", "coder", "queries", file), join(coder, "queries", file));
    writeFileSync(join(coder, "selecto.config.yaml"), "schema: schema.sql\nqueries: {paths: [queries], dialect: postgresql}\nhistory: snapshots/history.db\n");
    git(coder, "init", "-q", "-b", "main");
    git(coder, "add", ".");
    git(coder, "commit", "-qm", "start");
    const forgetCoder = (): void => rmSync(join(coder, "snapshots"), { recursive: true, force: true });
    coldAndWarm("coder, 820 queries: impact --drop", ["analyze", "impact", "--drop", "workspaces.name"], coder, forgetCoder, flags.quick === true ? 1 : 3);
    writeFileSync(
      join(coder, "schema.sql"),
      `${readFileSync(join(corpus, "workloads", "coder", "schema.sql"), "utf8")}\nalter table public.users add column nickname text;\n`,
    );
    coldAndWarm("coder, 820 queries: check", ["check"], coder, forgetCoder, flags.quick === true ? 1 : 3);
  } else console.log(`coder: skipped, no corpus at ${corpus}; set SELECTO_CORPUS`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
