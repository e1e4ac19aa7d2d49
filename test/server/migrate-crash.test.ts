/** Crashes on a real server, at every statement boundary: untouched or resumable, never twice, never forgotten. */
import { describe, expect, it } from "@jest/globals";
import { migrateDown } from "../../src/migration/run/down.ts";
import { readMigrationStatus } from "../../src/migration/run/status.ts";
import type { Database } from "../../src/model/database.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { chain, draft, reading, step, tableDraft } from "../migration/packages.ts";
import { failure, pidOf, relations, until, up, useDatabase } from "./migrate-support.ts";

const test = useDatabase();
const lone = (sql: string): ReturnType<typeof step> => step(sql, { mode: "no-tx" });
const NAME = "20260101000002_x";
const STEPS = ["create table a (n int)", "insert into a values (1)", "create table b (n int)"];
const WAIT = "select pg_advisory_xact_lock(77)";

/** Ends the backend of `victim` as soon as it waits for the lock that `watcher` holds. */
async function killWaiting(watcher: Database, pid: number): Promise<void> {
  await until(watcher, `exists (select from pg_locks where not granted and pid = ${pid})`);
  await watcher.query("select pg_terminate_backend($1)", [pid]);
}

describe("the backend ends", () => {
  it.each([0, 1, 2, 3])("before step %d of a transaction: nothing of it is left", async (at) => {
    const [victim, watcher] = [await test.open(), await test.open()];
    const make = (wait: boolean): MigrationPackage[] =>
      chain(tableDraft(1), draft(NAME, wait ? STEPS.toSpliced(at, 0, WAIT) : STEPS, ["drop table b", "drop table a"]));
    await watcher.query("select pg_advisory_lock(77)");
    const pid = await pidOf(victim);
    const [error] = await Promise.all([failure(up(victim, make(true))), killWaiting(watcher, pid)]);
    expect(error).toMatchObject({ name: "SelectoError", message: expect.stringContaining(NAME) });
    expect(await relations(watcher)).toEqual(["t1", "t1_pkey"]);
    const second = await test.open();
    await watcher.query("select pg_advisory_unlock(77)");
    expect((await up(second, make(true))).ran.map(({ name }) => name)).toEqual([NAME]);
    expect(await second.query("select count(*)::int as n from a")).toEqual([{ n: 1 }]);
    expect((await up(second, make(true))).ran).toEqual([]);
  });

  it.each([0, 1, 2])("before step %d on the way down: it is still applied", async (at) => {
    const [first, watcher] = [await test.open(), await test.open()];
    const packages = chain(draft(NAME, STEPS, ["drop table b", "drop table a"].toSpliced(at, 0, WAIT)));
    await up(first, packages);
    await watcher.query("select pg_advisory_lock(77)");
    const pid = await pidOf(first);
    const options = { reading: reading(packages), toolVersion: "0.1.0" };
    await Promise.all([failure(migrateDown({ ...options, database: first })), killWaiting(watcher, pid)]);
    expect(await relations(watcher)).toEqual(["a", "b"]);
    expect(await watcher.query("select name from selecto.migrations")).toEqual([{ name: NAME }]);
    await watcher.query("select pg_advisory_unlock(77)");
    expect((await migrateDown({ ...options, database: await test.open() })).ran).toHaveLength(1);
    expect(await relations(watcher)).toEqual([]);
  });

  it("inside CREATE INDEX CONCURRENTLY: the INVALID index is dropped and the rest goes on", async () => {
    const [victim, blocker, watcher] = [await test.open(), await test.open(), await test.open()];
    const packages = chain(
      draft("20260101000001_t", ["create table t (a int)", "insert into t values (1), (2)"], ["drop table t"]),
      draft(
        NAME,
        ["create table before ()", lone("create unique index concurrently i on t (a)"), "create table after ()"],
        ["drop table after", lone("drop index concurrently i"), "drop table before"],
      ),
    );
    await up(victim, packages, { steps: 1 });
    await blocker.exec("begin; insert into t values (3)");
    const pid = await pidOf(victim);
    await Promise.all([
      failure(up(victim, packages)),
      until(watcher, "exists (select from pg_index where indexrelid = to_regclass('i') and not indisvalid)").then(() =>
        watcher.query("select pg_terminate_backend($1)", [pid]),
      ),
    ]);
    await until(watcher, `not exists (select from pg_stat_activity where pid = ${pid})`);
    await blocker.exec("commit");
    const { status } = await readMigrationStatus(watcher, reading(packages));
    expect(status.unfinished).toEqual([{ name: NAME, direction: "up", finishedSteps: [1], startedStep: 2 }]);
    expect(await watcher.query("select indisvalid as valid from pg_index where indexrelid = 'i'::regclass")).toEqual([{ valid: false }]);
    const second = await test.open();
    expect((await up(second, packages)).ran.map(({ name }) => name)).toEqual([NAME]);
    expect(await relations(watcher)).toEqual(["after", "before", "i", "t"]);
    expect(await watcher.query("select indisvalid as valid from pg_index where indexrelid = 'i'::regclass")).toEqual([{ valid: true }]);
    expect((await readMigrationStatus(watcher, reading(packages))).diagnostics).toEqual([]);
    expect((await migrateDown({ database: second, reading: reading(packages), toolVersion: "0.1.0" })).ran).toHaveLength(1);
    expect(await relations(watcher)).toEqual(["t"]);
  });

  it("inside DETACH PARTITION CONCURRENTLY: the pending detachment is finalised", async () => {
    const [victim, blocker, watcher] = [await test.open(), await test.open(), await test.open()];
    const packages = chain(
      draft("20260101000001_t", ["create table p (a int) partition by list (a)", "create table p1 partition of p for values in (1)"], ["drop table p"]),
      draft(NAME, [lone("alter table p detach partition p1 concurrently")], ["alter table p attach partition p1 for values in (1)"]),
    );
    await up(victim, packages, { steps: 1 });
    await blocker.exec("begin; select from p");
    const pid = await pidOf(victim);
    await Promise.all([
      failure(up(victim, packages)),
      until(watcher, "exists (select from pg_inherits where inhdetachpending)").then(() => watcher.query("select pg_terminate_backend($1)", [pid])),
    ]);
    await until(watcher, `not exists (select from pg_stat_activity where pid = ${pid})`);
    await blocker.exec("commit");
    expect((await up(await test.open(), packages)).ran).toHaveLength(1);
    expect(await watcher.query("select count(*)::int as n from pg_inherits")).toEqual([{ n: 0 }]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])("before message %d of a journalled run: the next run ends it, nothing ran twice", async (at) => {
    const [victim, watcher] = [await test.open(), await test.open()];
    const packages = chain(
      draft(
        NAME,
        [
          "create table a (n int)",
          "insert into a values (1)",
          lone("create index concurrently i on a (n)"),
          "insert into a values (2)",
          lone("create index concurrently j on a (n)"),
        ],
        [lone("drop index concurrently j"), "drop table a"],
      ),
    );
    await up(watcher, chain(tableDraft(1)));
    await watcher.exec("drop table t1; delete from selecto.migrations");
    let sent = 0;
    const pid = await pidOf(victim);
    const dying: Database = {
      ...victim,
      async exec(sql) {
        if (++sent === at)
          await watcher
            .query("select pg_terminate_backend($1)", [pid])
            .then(() => until(watcher, `not exists (select from pg_stat_activity where pid = ${pid})`));
        return victim.exec(sql);
      },
    };
    const first = await up(dying, packages).catch((error: unknown) => error);
    const again = await up(await test.open(), packages);
    expect([first instanceof Error || "ran" in Object(first), again.pendingCount]).toEqual([true, 0]);
    expect(await watcher.query("select array_agg(n order by n) as rows from a")).toEqual([{ rows: [1, 2] }]);
    expect(await watcher.query("select count(*)::int as n from pg_index where indrelid = 'a'::regclass and indisvalid")).toEqual([{ n: 2 }]);
    expect(await watcher.query("select count(*)::int as n from selecto.migrations")).toEqual([{ n: 1 }]);
    expect(await watcher.query("select count(*)::int as n from selecto.steps")).toEqual([{ n: 0 }]);
  });
});

describe("other ends", () => {
  it("Ctrl-C cancels the running statement, takes the migration back and frees the lock", async () => {
    const [runner, watcher] = [await test.open(), await test.open()];
    const packages = chain(tableDraft(1), draft(NAME, ["create table half ()", "select pg_sleep(600)"], ["drop table half"]));
    const stop = new AbortController();
    const running = failure(
      up(runner, packages, { signal: stop.signal, cancelBackend: async (pid) => void (await watcher.query("select pg_cancel_backend($1)", [pid])) }),
    );
    await until(watcher, "exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')");
    stop.abort();
    expect(await running).toMatchObject({ code: "interrupted", exit: 5 });
    expect(await relations(watcher)).toEqual(["t1", "t1_pkey"]);
    expect(
      await watcher.query(
        "select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      ),
    ).toEqual([{ n: 0 }]);
  });

  it("a table that somebody holds: the step's lock timeout ends the wait", async () => {
    const [runner, holder] = [await test.open(), await test.open()];
    const packages = chain(tableDraft(1), draft(NAME, ["alter table t1 add column b int"], ["alter table t1 drop column b"]));
    await up(runner, packages, { steps: 1 });
    await holder.exec("begin; select * from t1");
    expect(await failure(up(runner, packages, { stepLockTimeoutMs: 100 }))).toMatchObject({
      code: "migration-failed",
      message: expect.stringContaining("step 1 (20260101000002_x/up.sql:5) failed: 55P03"),
      next: expect.stringContaining("another session holds a lock"),
    });
    await holder.exec("commit");
    expect((await up(runner, packages, { stepLockTimeoutMs: 100 })).ran).toHaveLength(1);
  });

  it("a unique violation tells names and never the value", async () => {
    const runner = await test.open();
    await runner.exec("create table users (id int, email text); insert into users values (1, 'canary-9c1'), (2, 'canary-9c1')");
    const error = await failure(
      up(runner, chain(draft(NAME, ["alter table users add constraint one_email unique (email)"], ["alter table users drop constraint one_email"]))),
    );
    expect(error).toMatchObject({
      message: `${NAME} (up): step 1 (${NAME}/up.sql:5) failed: 23505 unique violation (constraint one_email, table public.users)`,
    });
    if (!(error instanceof Error)) throw new Error("no error");
    expect(JSON.stringify([error, error.cause, error.stack, String(error)])).not.toContain("canary");
  });

  it("a role that may only read gets its status", async () => {
    const owner = await test.open();
    const packages = chain(tableDraft(1), tableDraft(2));
    await up(owner, packages, { steps: 1 });
    const { openServer } = await import("../../src/database/server.ts");
    const reader = await openServer(test.url(), { readOnly: true });
    const { status } = await readMigrationStatus(reader, reading(packages));
    expect([status.applied.length, status.pending.length]).toEqual([1, 1]);
    await reader.close();
  });
});
