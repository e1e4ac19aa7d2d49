/**
 * An end at every point of a run: before each message, after each message whose reply is then lost, and
 * between any two statements of a message. Whatever the point, the database is untouched or resumable,
 * nothing is applied twice, nothing is forgotten.
 *
 *   SELECTO_CRASHES=5000 npm test -- test/server/migrate-injection      goes round until so many ends were tried
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { migrateDown } from "../../src/migration/run/down.ts";
import { readMigrationStatus } from "../../src/migration/run/status.ts";
import { migrateUp } from "../../src/migration/run/up.ts";
import { SelectoError } from "../../src/model/error.ts";
import type { Database } from "../../src/model/database.ts";
import { cutStatements } from "../../src/sql/index.ts";
import { chain, draft, reading, step } from "../migration/packages.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";
import { until } from "./migrate-support.ts";

const lone = (sql: string): ReturnType<typeof step> => step(sql, { mode: "no-tx" });
const packages = chain(
  draft("20260101000001_tx", ["create table a (n int)", "insert into a values (1)", "create index on a (n)"], ["delete from a where n = 1", "drop table a"]),
  draft(
    "20260101000002_lone",
    [
      "create table b (n int)",
      lone("create index concurrently i on b (n)"),
      "insert into a values (2)",
      lone("create unique index concurrently u on b (n)"),
      "insert into a values (3)",
    ],
    ["delete from a where n in (2, 3)", lone("drop index concurrently u"), lone("drop index concurrently i"), "drop table b"],
  ),
  draft("20260101000003_end", ["alter table b add column m int", "insert into a values (4)"], ["delete from a where n = 4", "alter table b drop column m"]),
);
const base = { reading: reading(packages), toolVersion: "0.1.0", lockTimeoutMs: 20_000 };

/** Where a run ends: at which message, and at which point of it. */
interface End {
  readonly message: number;
  /** `0`: before it is sent; `n`: behind its n-th statement; `lost`: it was done, and nobody heard */
  readonly at: number | "lost";
}

let server: TestServer;
let place: TestDatabase;
let watcher: Database;
beforeAll(async () => {
  server = await testServer();
  place = await server.createDatabase();
  watcher = await openServer(place.url, { applicationName: "watcher" });
});
afterAll(async () => {
  await watcher.close();
  await place.drop();
  await server.close();
});

const DIES = "select pg_terminate_backend(pg_backend_pid());";
const gone = (): SelectoError => new SelectoError({ code: "database-connection-lost", what: "lost", why: "killed", next: "again" });

/** A session that ends at `end`; counts its messages and their statements in `seen`. */
function dying(database: Database, end: End | undefined, seen: number[]): Database {
  let dead = false;
  const send = async <T>(sql: string, isScript: boolean, run: (text: string) => Promise<T>): Promise<T> => {
    if (dead) throw gone();
    const message = seen.length;
    const { statements } = cutStatements(sql);
    seen.push(isScript ? statements.length : 1);
    if (end?.message !== message) return run(sql);
    dead = true;
    if (end.at === "lost") await run(sql).catch(() => undefined);
    const cut = end.at === "lost" || end.at === 0 ? undefined : statements[end.at - 1];
    await database.exec(cut === undefined ? DIES : `${sql.slice(0, cut.to)};${DIES}${sql.slice(cut.to)}`).catch(() => undefined);
    throw gone();
  };
  return {
    ...database,
    query: (sql, params) => send(sql, false, (text) => database.query(text, params)),
    exec: (sql) => send(sql, true, (text) => database.exec(text)),
  };
}

async function session(): Promise<Database> {
  return openServer(place.url, { applicationName: "victim" });
}

const noVictim = (): Promise<void> =>
  until(watcher, "not exists (select from pg_stat_activity where datname = current_database() and application_name = 'victim')");

async function clear(): Promise<void> {
  await watcher.exec("drop schema if exists selecto cascade; drop schema public cascade; create schema public");
}

/** Everything that must be so after a complete way up, and down. */
async function state(): Promise<unknown> {
  const [row] = await watcher.query(`select
    (select array_agg(relname::text order by relname) from pg_class where relnamespace = 'public'::regnamespace) as relations,
    (select count(*)::int from pg_index where not indisvalid) as invalid,
    (select count(*)::int from selecto.migrations) as applied, (select count(*)::int from selecto.steps) as journal,
    (select count(*)::int from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as locks`);
  const [rows] =
    (await watcher.query("select to_regclass('a') is null as none"))[0]?.["none"] === true
      ? [{ rows: null }]
      : await watcher.query("select array_agg(n order by n) as rows from a");
  return { ...row, ...rows };
}

/** What can be said right after the end: the ledger is readable and agrees with what is there. */
async function consistent(): Promise<void> {
  const { status, diagnostics } = await readMigrationStatus(watcher, base.reading);
  expect(diagnostics.filter((one) => one.code !== "migration-unfinished")).toEqual([]);
  const there = await watcher.query("select to_regclass('a') is not null as a");
  const isApplied = status.applied.some(({ name }) => name === "20260101000001_tx");
  expect({ a: isApplied }).toEqual(there[0]);
}

type Way = (database: Database) => Promise<unknown>;
const up: Way = (database) => migrateUp({ ...base, database });
const down: Way = (database) => migrateDown({ ...base, database, to: null });

/** Every end of one way, found by running it once and counting. */
async function endsOf(way: Way): Promise<End[]> {
  const seen: number[] = [];
  const counted = await session();
  await way(dying(counted, undefined, seen));
  await counted.close();
  await noVictim();
  return seen.flatMap((statements, message) => [
    { message, at: 0 },
    ...Array.from({ length: Math.max(0, statements - 1) }, (_one, index): End => ({ message, at: index + 1 })),
    { message, at: "lost" },
  ]);
}

async function crash(way: Way, end: End): Promise<void> {
  const victim = await session();
  await way(dying(victim, end, [])).catch((error: unknown) => expect(error).toBeInstanceOf(SelectoError));
  await victim.close();
  await noVictim();
  await consistent();
  const second = await session();
  await way(second);
  await second.close();
  await noVictim();
}

const asked = Number(process.env["SELECTO_CRASHES"] ?? 0);

describe.each<[string, Way, Way, object]>([
  ["up", up, down, { relations: ["a", "a_n_idx", "b", "i", "u"], invalid: 0, applied: 3, journal: 0, locks: 0, rows: [1, 2, 3, 4] }],
  ["down", down, up, { relations: null, invalid: 0, applied: 0, journal: 0, locks: 0, rows: null }],
])("an end at every point of %s", (name, way, back, whole) => {
  it("is resumed: nothing twice, nothing lost, nothing left behind", async () => {
    await clear();
    const prepare = async (): Promise<void> => {
      if (name === "down") await back(watcher);
      else await clear();
    };
    await prepare();
    const ends = await endsOf(way);
    expect(await state()).toEqual(whole);
    expect(ends.length).toBeGreaterThan(80);
    for (let tried = 0; tried < Math.max(ends.length, asked / 2); tried++) {
      const end = ends[tried % ends.length] ?? { message: 0, at: 0 };
      await prepare();
      await crash(way, end);
      expect({ ...Object(await state()), end }).toEqual({ ...whole, end });
    }
  }, 3_600_000);
});
