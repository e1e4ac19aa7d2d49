/** One runner at a time on a real server: waiting, naming the holder, no deadlock, poolers refused. */
import { describe, expect, it } from "@jest/globals";
import { readHolder, takeLock } from "../../src/migration/lock.ts";
import type { Database } from "../../src/model/database.ts";
import { chain, draft, step, tableDraft } from "../migration/packages.ts";
import { failure, pidOf, relations, until, up, useDatabase } from "./migrate-support.ts";

const test = useDatabase();
const three = chain(tableDraft(1), tableDraft(2), tableDraft(3));

describe("several runners", () => {
  it("50 at once on an empty database: one runs, 49 wait and find nothing to do, with a CONCURRENTLY step too", async () => {
    const packages = chain(
      tableDraft(1),
      tableDraft(2),
      draft("20260101000003_i", [step("create index concurrently i on t1 (id)", { mode: "no-tx" })], [step("drop index concurrently i", { mode: "no-tx" })]),
    );
    const sessions = await Promise.all(Array.from({ length: 50 }, () => test.open()));
    const outcomes = await Promise.all(sessions.map((session) => up(session, packages)));
    expect(outcomes.map(({ ran }) => ran.length).toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 49 }, () => 0), 3]);
    expect(outcomes.filter(({ waited }) => waited).length).toBe(49);
    const [session] = sessions;
    expect(await session?.query("select count(*)::int as n from selecto.migrations")).toEqual([{ n: 3 }]);
    expect(await session?.query("select count(*)::int as n from pg_index where not indisvalid")).toEqual([{ n: 0 }]);
  });

  it("a busy lock is exit 4 and names the holder; waiting is told once", async () => {
    const [holder, other] = [await test.open("deploy of the shop"), await test.open()];
    const lock = await takeLock(holder, { timeoutMs: 0 });
    const waits: unknown[] = [];
    const error = await failure(up(other, three, { lockTimeoutMs: 200, onProgress: (one) => one.kind === "waiting" && waits.push(one.holder) }));
    expect(error).toMatchObject({
      code: "lock-busy",
      exit: 4,
      message: expect.stringMatching(
        new RegExp(`^deploy of the shop \\(pid ${await pidOf(holder)}, connected since [\\d-]+ [\\d:]+ UTC\\) is migrating this database$`),
      ),
      why: expect.stringContaining("0.2 s"),
    });
    expect(waits).toEqual([{ pid: await pidOf(holder), application: "deploy of the shop", since: expect.any(String) }]);
    await lock.release();
    expect((await up(other, three)).ran).toHaveLength(3);
    expect(await readHolder(holder)).toBeUndefined();
  });

  it("another database of the same server is not locked", async () => {
    const lock = await takeLock(await test.open(), { timeoutMs: 0 });
    const elsewhere = new URL(test.url());
    elsewhere.pathname = "/postgres";
    const { openServer } = await import("../../src/database/server.ts");
    const other = await openServer(elsewhere.href);
    const second = await takeLock(other, { timeoutMs: 0 });
    expect(second).toMatchObject({ waited: false, pid: await pidOf(other) });
    await second.release();
    await other.close();
    await lock.release();
  });

  it("the lock of a client that died is free at once", async () => {
    const [dying, other, watcher] = [await test.open(), await test.open(), await test.open()];
    await takeLock(dying, { timeoutMs: 0 });
    await watcher.query("select pg_terminate_backend($1)", [await pidOf(dying)]);
    expect((await up(other, three, { lockTimeoutMs: 5000 })).ran).toHaveLength(3);
  });

  it("an abort while waiting ends the wait", async () => {
    const lock = await takeLock(await test.open(), { timeoutMs: 0 });
    const stop = new AbortController();
    const error = await failure(up(await test.open(), three, { signal: stop.signal, onProgress: ({ kind }) => kind === "waiting" && stop.abort() }));
    expect(error).toMatchObject({ code: "interrupted" });
    await lock.release();
  });
});

describe("CREATE INDEX CONCURRENTLY with a waiting runner", () => {
  const packages = chain(
    draft("20260101000001_x", ["create table t (a int)"], ["drop table t"]),
    draft("20260101000002_y", [step("create index concurrently i on t (a)", { mode: "no-tx" })], [step("drop index concurrently i", { mode: "no-tx" })]),
  );

  it("ends: the waiter polls and holds nothing that the index waits for", async () => {
    const [first, second, third, watcher] = [await test.open(), await test.open(), await test.open(), await test.open()];
    await up(first, packages, { steps: 1 });
    await third.exec("begin; insert into t values (1)");
    let tell = (): void => undefined;
    const running = up(first, packages);
    await until(
      watcher,
      "exists (select from pg_stat_activity where datname = current_database() and query like 'create index concurrently%' and wait_event_type = 'Lock')",
    );
    const told = new Promise<void>((resolve) => void (tell = resolve));
    const waiting = up(second, packages, { onProgress: ({ kind }) => kind === "waiting" && tell() });
    await told;
    await third.exec("commit");
    expect((await running).ran).toHaveLength(1);
    expect((await waiting).ran).toHaveLength(0);
    expect(await relations(watcher)).toEqual(["i", "t"]);
  });

  it("would be a deadlock with pg_advisory_lock: this is what the polling is for", async () => {
    const [runner, waiter, watcher] = [await test.open(), await test.open(), await test.open()];
    await runner.exec("create table t (a int); set deadlock_timeout to '50ms'; select pg_advisory_lock(1)");
    const waiting = waiter.exec("select pg_advisory_lock(1)");
    await until(
      watcher,
      "exists (select from pg_locks where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and not granted)",
    );
    expect(await failure(runner.exec("create index concurrently i on t (a)"))).toMatchObject({ error: { sqlstate: "40P01" } });
    await runner.close();
    await waiting;
  });
});

describe("a pooler", () => {
  /** A database whose statements are answered by one session up to `from`, then by the other, as a transaction pooler does. */
  function pooled(one: Database, other: Database, from: number): Database {
    let asked = 0;
    const turn = (): Database => (++asked > from ? other : one);
    return { ...one, query: (sql, params) => turn().query(sql, params), exec: (sql) => turn().exec(sql) };
  }

  it("that gives two runs one backend: the second is refused, the first goes on", async () => {
    const shared = await test.open();
    const [one, other]: Database[] = [{ ...shared }, { ...shared }];
    if (one === undefined || other === undefined) throw new Error("no session");
    const lock = await takeLock(one, { timeoutMs: 0 });
    expect(await failure(up(other, three))).toMatchObject({ code: "database-pooler", why: expect.stringContaining("serves several clients") });
    expect(await readHolder(one)).toMatchObject({ pid: lock.pid });
    expect((await up(one, three)).ran).toHaveLength(3);
    await lock.release();
    expect(await readHolder(one)).toBeUndefined();
  });

  it("keeps no lock behind: it is given back as soon as the backend that has it answers", async () => {
    const [one, other, watcher] = [await test.open(), await test.open(), await test.open()];
    await up(watcher, three, { steps: 1 });
    let asked = 0;
    // The second statement takes the lock; from the third on another backend answers, and every fourth time the first.
    const turn = (): Database => (++asked > 2 && asked % 4 !== 0 ? other : one);
    const pooler: Database = { ...one, query: (sql, params) => turn().query(sql, params), exec: (sql) => turn().exec(sql) };
    expect(await failure(up(pooler, three))).toMatchObject({ code: "database-pooler" });
    expect(await readHolder(watcher)).toBeUndefined();
  });

  // ledger, lock, proof of the lock, ledger again, two migrations, unlock
  it.each([
    [1, 3, false],
    [2, 1, true],
    [3, 1, true],
    [4, 1, true],
    [5, 2, true],
    [6, 3, false],
  ])("that changes sessions after statement %d: %d applied, refused: %s, and nothing is half done", async (from, applied, refused) => {
    const [one, other, watcher] = [await test.open(), await test.open(), await test.open()];
    await up(watcher, three, { steps: 1 });
    const outcome: unknown = await up(pooled(one, other, from), three).catch((error: unknown) => error);
    expect(outcome).toMatchObject(refused ? { code: "database-pooler", exit: 2 } : { ran: [{}, {}] });
    expect(await watcher.query("select count(*)::int as n from selecto.migrations")).toEqual([{ n: applied }]);
    expect(await relations(watcher)).toEqual(["t1", "t2", "t3"].slice(0, applied).flatMap((name) => [name, `${name}_pkey`]));
  });
});
