/**
 * Measures the runner of migrations against bare umzug (the library, pg, and a storage of twenty lines of
 * SQL), in one run and on one server. Arguments: `--migrations N`, `--rounds N`.
 *
 * Goals: 100 one-table migrations within 1.2 times bare umzug, an `up` with nothing to do within 1.1 times.
 * The server is the one SELECTO_TEST_DATABASE_URL names, else postgres://postgres@127.0.0.1:5432/test; it
 * works in a database of its own and drops it.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { openServer } from "../src/database/server.ts";
import { readPackageFolder, writePackage } from "../src/migration/package/folder.ts";
import { composePackage } from "../src/migration/package/package.ts";
import { migrateUp } from "../src/migration/run/up.ts";

const { values: flags } = parseArgs({
  options: {
    migrations: { type: "string", default: "100" },
    rounds: { type: "string", default: "9" },
    child: { type: "string" },
    folder: { type: "string", default: "" },
    url: { type: "string", default: "" },
  },
});
const MIGRATIONS = Number(flags.migrations);
const ROUNDS = Number(flags.rounds);
const SERVER = process.env["SELECTO_TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
const DATABASE = `selecto_bench_migrate_${process.pid}`;

/** Both kinds of migrations, with the same SQL in them. */
function writeMigrations(folder: string): void {
  mkdirSync(join(folder, "bare"), { recursive: true });
  let previous: string | null = null;
  for (let n = 0; n < MIGRATIONS; n++) {
    const sql = `create table table_${n} (id bigint generated always as identity primary key, name text not null, created_at timestamptz not null default now())`;
    const name = `${20260101000000 + n}_table_${n}`;
    writeFileSync(join(folder, "bare", `${name}.sql`), `${sql};\n`);
    const fingerprint = (index: number): { schema: string; domains: string } => ({ schema: `s1:pg18:${index}`, domains: "none" });
    const migration = composePackage({
      name,
      from: fingerprint(n),
      to: fingerprint(n + 1),
      engine: "bench",
      searchPath: ["public"],
      class: "lossless",
      renames: [],
      fills: [],
      archives: [],
      domains: [],
      accepted: [],
      proof: { server: "18", ordered: true, rows: 0, emptyTables: [] },
      previous,
      up: [{ sql, mode: "tx", lock: null, rewrite: false, hazards: [] }],
      down: [{ sql: `drop table table_${n}`, mode: "tx", lock: null, rewrite: false, hazards: [] }],
    });
    writePackage(join(folder, "ours"), migration);
    previous = migration.manifest.checksum;
  }
}

async function ours(folder: string, url: string): Promise<number> {
  const database = await openServer(url);
  const start = performance.now();
  const { ran } = await migrateUp({ database, reading: readPackageFolder(join(folder, "ours")), toolVersion: "bench" });
  const took = performance.now() - start;
  await database.close();
  return ran.length === 0 || ran.length === MIGRATIONS ? took : Promise.reject(new Error(`${ran.length} migrations ran`));
}

async function bare(folder: string, url: string): Promise<number> {
  const [{ Umzug }, { default: pg }] = await Promise.all([import("umzug"), import("pg")]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const start = performance.now();
  const umzug = new Umzug({
    migrations: { glob: join(folder, "bare", "*.sql"), resolve: ({ name, path = "" }) => ({ name, up: async () => client.query(readFileSync(path, "utf8")) }) },
    logger: undefined,
    storage: {
      async executed() {
        await client.query("create table if not exists migrations (name text primary key)");
        const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
        return rows.map(({ name }) => name);
      },
      async logMigration({ name }) {
        await client.query("insert into migrations (name) values ($1)", [name]);
      },
      async unlogMigration({ name }) {
        await client.query("delete from migrations where name = $1", [name]);
      },
    },
  });
  await umzug.up();
  const took = performance.now() - start;
  await client.end();
  return took;
}

const RUNNERS = { ours, bare };
type Runner = keyof typeof RUNNERS;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "selecto-bench-migrate-"));
  const admin = await openServer(SERVER);
  const drop = `drop database if exists ${DATABASE} with (force)`;
  const target = new URL(SERVER);
  target.pathname = `/${DATABASE}`;
  const run = promisify(execFile);
  const inProcess = async (runner: Runner): Promise<number> => {
    const start = performance.now();
    await run(process.execPath, [
      fileURLToPath(import.meta.url),
      "--child",
      runner,
      "--folder",
      folder,
      "--url",
      target.href,
      "--migrations",
      String(MIGRATIONS),
    ]);
    return performance.now() - start;
  };
  const taken: Record<string, Record<Runner, number[]>> = {};
  const note = (what: string, runner: Runner, took: number): void => void (taken[what] ??= { ours: [], bare: [] })[runner].push(took);
  try {
    writeMigrations(folder);
    // one round to warm up both, which is not counted
    for (let round = -1; round < ROUNDS; round++) {
      for (const runner of round % 2 === 0 ? (["ours", "bare"] as const) : (["bare", "ours"] as const)) {
        await admin.exec(drop);
        await admin.exec(`create database ${DATABASE}`);
        const apply = await RUNNERS[runner](folder, target.href);
        const nothing = await RUNNERS[runner](folder, target.href);
        const wholeProcess = await inProcess(runner);
        if (round < 0) continue;
        note(`up, ${MIGRATIONS} migrations`, runner, apply);
        note("up, nothing to do, connected", runner, nothing);
        note("up, nothing to do, whole process", runner, wholeProcess);
      }
    }
  } finally {
    await admin.exec(drop);
    await admin.close();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`PostgreSQL ${admin.engine.version}, medians of ${ROUNDS} rounds, milliseconds`);
  console.log(`${"".padEnd(36)}${"selecto".padStart(10)}${"umzug".padStart(10)}${"ratio".padStart(8)}`);
  for (const [what, times] of Object.entries(taken)) {
    const [own, other] = [median(times.ours), median(times.bare)];
    console.log(`${what.padEnd(36)}${own.toFixed(1).padStart(10)}${other.toFixed(1).padStart(10)}${(own / other).toFixed(2).padStart(8)}`);
  }
}

if (flags.child === "ours" || flags.child === "bare") await RUNNERS[flags.child](flags.folder, flags.url);
else await measure();
