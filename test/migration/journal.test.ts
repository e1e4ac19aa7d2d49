/** Migrations with steps outside a transaction: the journal, and going on after a failure or a crash. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { migrateDown, type DownOptions } from "../../src/migration/run/down.ts";
import type { RunOutcome } from "../../src/model/migration-run.ts";
import { readMigrationStatus } from "../../src/migration/run/status.ts";
import { migrateUp, type UpOptions } from "../../src/migration/run/up.ts";
import { statementsIn } from "../../src/migration/package/statement.ts";
import type { Database } from "../../src/model/database.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { chain, draft, reading, step, tableDraft } from "./packages.ts";

let database: Database;
beforeAll(async () => {
  database = await openEmbedded();
});
afterAll(() => database.close());
beforeEach(() => database.exec("rollback; reset all; drop schema if exists selecto cascade; drop schema public cascade; create schema public"));

const up = (packages: readonly MigrationPackage[], options: Partial<UpOptions> = {}): Promise<RunOutcome> =>
  migrateUp({ database, reading: reading(packages), toolVersion: "0.1.0", ...options });
const down = (packages: readonly MigrationPackage[], options: Partial<DownOptions> = {}): Promise<RunOutcome> =>
  migrateDown({ database, reading: reading(packages), toolVersion: "0.1.0", ...options });
const names = (outcome: RunOutcome): string[] => outcome.ran.map(({ name }) => name);
const failure = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: unknown) => error,
  );
const tables = async (): Promise<string[]> =>
  (await database.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1")).map(
    ({ name }) => name,
  );
const ledgerNames = async (): Promise<string[]> =>
  (await database.query<{ name: string }>("select name from selecto.migrations order by ordinal")).map(({ name }) => name);
const lone = (sql: string): ReturnType<typeof step> => step(sql, { mode: "no-tx" });

describe("steps outside a transaction", () => {
  const packages = chain(
    draft(
      "20260101000001_x",
      ["create table t (a int)", lone("create index concurrently i on t (a)"), "insert into t values (1)", lone("create unique index concurrently u on t (a)")],
      [lone("drop index concurrently u"), lone("drop index concurrently i"), "drop table t"],
    ),
  );
  const journal = (): Promise<unknown[]> =>
    database.query("select direction, step, finished_at is not null as finished from selecto.steps order by direction, step");

  it("run both ways and leave no journal behind", async () => {
    const told: number[] = [];
    await up(packages, { onProgress: (one) => one.kind === "step" && told.push(one.step) });
    expect(told).toEqual([1, 2, 3, 4]);
    expect(await database.query("select relname from pg_class where relname in ('i', 'u') order by 1")).toEqual([{ relname: "i" }, { relname: "u" }]);
    expect(await journal()).toEqual([]);
    await down(packages);
    expect(await tables()).toEqual([]);
    expect(await journal()).toEqual([]);
    expect(await ledgerNames()).toEqual([]);
  });

  it("a dry run of them can be run by hand", async () => {
    for (const { sql } of (await up(packages, { dryRun: true })).scripts) {
      for (const tokens of statementsIn(sql)) await database.exec(sql.slice(tokens[0]?.from, tokens.at(-1)?.to));
    }
    expect(await ledgerNames()).toEqual(["20260101000001_x"]);
    expect(await journal()).toEqual([]);
  });

  it("a failure keeps what was committed, clears the INVALID index, and the next run goes on", async () => {
    const failing = chain(
      draft(
        "20260101000001_x",
        ["create table t (a int)", "insert into t values (4711), (4711)", lone("create unique index concurrently u on t (a)"), "create table after ()"],
        ["drop table after, t"],
      ),
    );
    const error = await failure(up(failing));
    expect(error).toMatchObject({
      message: expect.stringMatching(/step 3 \(.*up\.sql:12\) failed: 23505 unique violation/),
      why: "steps before it are done and journalled; the next run goes on from there",
    });
    expect(String(error)).not.toContain("4711");
    expect(await tables()).toEqual(["t"]);
    expect(await database.query("select 1 from pg_class where relname = 'u'")).toEqual([]);
    expect(await journal()).toEqual([
      { direction: "up", step: 1, finished: true },
      { direction: "up", step: 2, finished: true },
    ]);
    expect((await readMigrationStatus(database, reading(failing))).status.unfinished).toEqual([
      { name: "20260101000001_x", direction: "up", finishedSteps: [1, 2] },
    ]);
    expect(await failure(down(failing))).toMatchObject({ code: "migration-unfinished" });
    await database.exec("delete from t where ctid = (select min(ctid) from t)");
    expect(names(await up(failing))).toEqual(["20260101000001_x"]);
    expect(await tables()).toEqual(["after", "t"]);
    expect(await database.query("select count(*)::int as n from t")).toEqual([{ n: 1 }]);
    expect(await journal()).toEqual([]);
  });

  it("a step that has changed since it ran stops the resumption", async () => {
    const make = (value: number): MigrationPackage[] =>
      chain(draft("20260101000001_x", [`create table t (a int default ${value})`, lone("create index concurrently i on t (nope)")], ["drop table t"]));
    await failure(up(make(1)));
    expect(await failure(up(make(2)))).toMatchObject({ code: "migration-changed-midway" });
  });

  it("an index that was there before is not taken for ours, and IF NOT EXISTS does not adopt an INVALID one", async () => {
    await database.exec(
      "create table t (a int); create index i on t (a); create index j on t (a); update pg_index set indisvalid = false where indexrelid = 'j'::regclass",
    );
    const taken = chain(draft("20260101000001_x", [lone("create index concurrently i on t (a)")], ["drop index i"]));
    expect(await failure(up(taken))).toMatchObject({ message: expect.stringContaining("42P07") });
    expect(await failure(up(taken))).toMatchObject({ message: expect.stringContaining("42P07") });
    expect(await failure(up(chain(draft("20260101000001_x", [lone("create index concurrently if not exists j on t (a)")], ["drop index j"]))))).toMatchObject({
      code: "index-invalid",
    });
    expect(await journal()).toEqual([]);
  });

  it("a new enum value is committed before its first use", async () => {
    const enums = chain(
      draft(
        "20260101000001_x",
        ["create type mood as enum ('sad')", lone("alter type mood add value 'happy'"), "create table t (m mood default 'happy')"],
        ["drop table t", "drop type mood"],
      ),
    );
    expect(names(await up(enums))).toHaveLength(1);
    expect(await journal()).toEqual([]);
  });

  it.each<[string, string, string[], unknown]>([
    ["an index that was not begun", "create index concurrently i on t (a)", [], "absent"],
    [
      "an INVALID index",
      "create index concurrently i on t (a)",
      ["create index i on t (a)", "update pg_index set indisvalid = false where indexrelid = 'i'::regclass"],
      "absent",
    ],
    ["a finished index", "create index concurrently i on t (a)", ["create index i on t (a)"], "done"],
    ["a dropped index", "drop index concurrently i", [], "done"],
    ["an index still there", "drop index concurrently i", ["create index i on t (a)"], "absent"],
    ["vacuum", "vacuum t", [], "absent"],
    ["something that cannot be seen", "select 1", [], "unknown"],
  ])("after a crash: %s", async (_case, sql, prepare, expected) => {
    const crashed = chain(draft("20260101000001_x", ["create table t (a int)", lone(sql)], [lone("select 1")]));
    const [one] = crashed;
    await up(chain(tableDraft(1)));
    await database.exec("drop table t1; delete from selecto.migrations; create table t (a int)");
    for (const statement of prepare) await database.exec(statement);
    const sha = one?.up.map((item) => item.sha256) ?? [];
    await database.exec(
      `insert into selecto.steps (migration, direction, step, sha256, finished_at) values ('20260101000001_x', 'up', 1, '${sha[0]}', now()), ('20260101000001_x', 'up', 2, '${sha[1]}', null)`,
    );
    const [status] = (await readMigrationStatus(database, reading(crashed))).status.unfinished;
    expect(status).toMatchObject({ finishedSteps: [1], startedStep: 2 });
    if (expected === "unknown") {
      expect(await failure(up(crashed))).toMatchObject({
        code: "migration-step-unknown",
        next: expect.stringContaining("selecto migrate repair --allow ran:20260101000001_x:up:2, or --allow not-run:20260101000001_x:up:2"),
      });
      return;
    }
    expect(names(await up(crashed))).toEqual(["20260101000001_x"]);
    const made = sql.startsWith("create") ? [{ valid: true }] : [];
    expect(await database.query("select indisvalid as valid from pg_index where indexrelid = to_regclass('i')")).toEqual(made);
  });
});
