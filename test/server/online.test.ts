/** Staged steps on a real server: while their long work runs others read and write; without staging they would wait. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { composePackage } from "../../src/migration/package/package.ts";
import { migrateDown } from "../../src/migration/run/down.ts";
import type { RunProgress } from "../../src/migration/run/options.ts";
import type { Database } from "../../src/model/database.ts";
import type { MigrationPackage } from "../../src/model/migration.ts";
import { traceMigration } from "../../src/operations/trace-migration.ts";
import { loadParser } from "../../src/sql/index.ts";
import { draft, reading, step } from "../migration/packages.ts";
import { failure, pidOf, until, up, useDatabase } from "./migrate-support.ts";

/** `gate` holds whoever runs migrations until the test lets go of the advisory lock 7. */
const SCHEMA = `
create function public.gate(x int) returns int immutable language plpgsql as $$ begin
  if current_setting('application_name') = 'selecto' then
    perform pg_advisory_lock_shared(7); perform pg_advisory_unlock_shared(7);
  end if;
  return x;
end $$;
create function public.fresh() returns int volatile language plpgsql as $$ begin return public.gate(1); end $$;
create table public.users (id int primary key);
create table public.orders (id int primary key, user_id int, amount int);
create table public.events (id int, kind text) partition by list (kind);
create table public.events_a partition of public.events for values in ('a');
create table public.events_b partition of public.events for values in ('b');`;

let shadow: Database;
beforeAll(async () => {
  [shadow] = await Promise.all([openEmbedded(), loadParser()]);
});
afterAll(() => shadow.close());
const test = useDatabase();

async function made(online: boolean, ups: readonly string[], downs: readonly string[]): Promise<MigrationPackage> {
  await shadow.exec(`drop schema public cascade; create schema public; ${SCHEMA}`);
  const plain = draft(
    "20260101000001_x",
    ups.map((sql) => step(sql)),
    downs.map((sql) => step(sql)),
  );
  return composePackage(await traceMigration(shadow, plain, { online }));
}

interface Case {
  readonly name: string;
  readonly up: string;
  readonly down: string;
  readonly modes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "a check",
    up: "alter table public.orders add constraint sound check (public.gate(amount) > 0)",
    down: "alter table public.orders drop constraint sound",
    modes: ["tx", "alone"],
  },
  {
    name: "an index",
    up: "create index orders_gate on public.orders (public.gate(amount))",
    down: "drop index public.orders_gate",
    modes: ["no-tx"],
  },
  {
    name: "a unique key",
    up: "alter table public.orders add constraint orders_key unique (amount, id)",
    down: "alter table public.orders drop constraint orders_key",
    modes: ["no-tx", "tx"],
  },
  {
    name: "a foreign key",
    up: "alter table public.orders add constraint orders_user foreign key (user_id) references public.users",
    down: "alter table public.orders drop constraint orders_user",
    modes: ["tx", "alone"],
  },
  {
    name: "a column with a value of its own for every row",
    up: "alter table public.orders add column token int not null default public.fresh()",
    down: "alter table public.orders drop column token",
    modes: ["tx", "tx", "batches", "tx", "alone", "tx", "tx"],
  },
  {
    name: "an index of a partitioned table",
    up: "create index events_id on public.events (id)",
    down: "drop index public.events_id",
    modes: ["tx", "no-tx", "no-tx", "tx", "tx"],
  },
];
const GATED = CASES.filter((one) => /gate|fresh/.test(one.up));

async function filled(): Promise<void> {
  const setUp = await test.open("set-up");
  await setUp.exec(`${SCHEMA} insert into public.orders select i, null, i from generate_series(1, 20) i; insert into public.events values (1, 'a'), (2, 'b');`);
}

/** What an application does all day, without patience. */
const DAILY =
  "set lock_timeout = '100ms'; select count(*) from public.orders; update public.orders set user_id = null where id = 2; insert into public.orders (id, amount) values (1000, 5); delete from public.orders where id = 1000";

/** Runs up to the gate, lets the application work, opens the gate. */
async function whileItWorks(migration: MigrationPackage): Promise<unknown> {
  await filled();
  const [gate, application, runner] = await Promise.all([test.open("gate"), test.open("application"), test.open()]);
  await gate.query("select pg_advisory_lock(7)");
  const run = up(runner, [migration]);
  await until(
    gate,
    "exists (select from pg_locks where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and classid = 0 and objid = 7 and not granted)",
  );
  const refused = await application.exec(DAILY).then(
    () => undefined,
    (error: unknown) => error,
  );
  await gate.query("select pg_advisory_unlock(7)");
  await run;
  return refused;
}

describe("staged steps", () => {
  it.each(GATED)("$name: others read and write meanwhile", async (one) => {
    const migration = await made(true, [one.up], [one.down]);
    expect(migration.up.map(({ mode }) => mode)).toEqual(one.modes);
    expect(await whileItWorks(migration)).toBeUndefined();
  });

  it.each(GATED)("$name: unstaged they wait", async (one) => {
    expect(await whileItWorks(await made(false, [one.up], [one.down]))).toMatchObject({ error: { sqlstate: "55P03" } });
  });

  it("all of them lead there and back", async () => {
    const migration = await made(
      true,
      CASES.map((one) => one.up),
      CASES.map((one) => one.down),
    );
    expect(migration.up.map(({ mode }) => mode)).toEqual(CASES.flatMap(({ modes }) => modes));
    expect(migration.up.flatMap(({ hazards }) => hazards.map(({ code }) => code))).toEqual(["not-transactional"]);
    await filled();
    const runner = await test.open();
    const shape = `select array(select conname::text || convalidated from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n' order by 1)
      || array(select indexrelid::regclass::text || indisvalid from pg_index where indrelid::regclass::text like '%orders' or indrelid::regclass::text like '%event%' order by 1)
      || array(select attname || attnotnull::text from pg_attribute where attrelid = 'public.orders'::regclass and attnum > 0 and not attisdropped order by 1) as shape`;
    const before = await runner.query(shape);
    await up(runner, [migration]);
    const staged = await runner.query(shape);
    expect(await runner.query("select count(*)::int as filled from public.orders where token = 1")).toEqual([{ filled: 20 }]);
    await migrateDown({ database: runner, reading: reading([migration]), toolVersion: "0.1.0" });
    expect(await runner.query(shape)).toEqual(before);
    for (const { up: sql } of CASES) await runner.exec(sql);
    expect(await runner.query(shape)).toEqual(staged);
  });
});

describe("a lock that somebody holds", () => {
  const held = async (): Promise<{ readonly migration: MigrationPackage; readonly other: Database; readonly runner: Database }> => {
    const migration = await made(false, ["alter table public.orders add column note text"], ["alter table public.orders drop column note"]);
    await filled();
    const [other, runner] = await Promise.all([test.open("other"), test.open()]);
    await other.exec("begin; lock table public.orders in access share mode");
    return { migration, other, runner };
  };

  it("is waited for in short attempts, between which others pass", async () => {
    const { migration, other, runner } = await held();
    const told: RunProgress[] = [];
    const onProgress = (event: RunProgress): void => {
      told.push(event);
      if (event.kind === "locked-out" && event.attempt === 2) void other.exec("commit");
    };
    await up(runner, [migration], { stepLockTimeoutMs: 20, lockRetry: { attempts: 100, firstPauseMs: 5 }, onProgress });
    expect(told.filter(({ kind }) => kind === "locked-out").slice(0, 2)).toEqual([
      { kind: "locked-out", name: "20260101000001_x", attempt: 1, attempts: 100, pauseMs: 5 },
      { kind: "locked-out", name: "20260101000001_x", attempt: 2, attempts: 100, pauseMs: 10 },
    ]);
  });

  it("ends the run after the last attempt, with nothing changed", async () => {
    const { migration, runner } = await held();
    expect(await failure(up(runner, [migration], { stepLockTimeoutMs: 20, lockRetry: { attempts: 2, firstPauseMs: 5 } }))).toMatchObject({
      code: "migration-failed",
      exit: 1,
      message: expect.stringContaining("55P03"),
    });
    expect(await runner.query("select 1 from selecto.migrations")).toEqual([]);
  });
});

describe("a run that dies inside a validation", () => {
  it("goes on with the validation", async () => {
    const [one] = GATED;
    if (one === undefined) throw new Error("no case");
    const migration = await made(true, [one.up], [one.down]);
    await filled();
    const [gate, runner, next] = await Promise.all([test.open("gate"), test.open(), test.open("next")]);
    const pid = await pidOf(runner);
    await gate.query("select pg_advisory_lock(7)");
    const run = failure(up(runner, [migration]));
    await until(
      gate,
      "exists (select from pg_locks where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and classid = 0 and objid = 7 and not granted)",
    );
    await gate.query("select pg_terminate_backend($1)", [pid]);
    expect(await run).toMatchObject({ name: "SelectoError" });
    await gate.query("select pg_advisory_unlock(7)");
    const constraints = "select conname as name, convalidated as valid from pg_constraint where conname = 'sound'";
    expect(await gate.query(constraints)).toEqual([{ name: "sound", valid: false }]);
    await up(next, [migration]);
    expect(await gate.query(constraints)).toEqual([{ name: "sound", valid: true }]);
    expect(await gate.query("select count(*)::int as applied from selecto.migrations")).toEqual([{ applied: 1 }]);
  });
});

describe("a run that dies inside a batch", () => {
  it("goes on with that batch and touches no row twice", async () => {
    await filled();
    const [gate, runner, next] = await Promise.all([test.open("gate"), test.open(), test.open("next")]);
    await gate.exec("alter table public.orders add column n int not null default 0");
    const sql = "-- selecto: batches of 5 by id\nupdate public.orders set n = n + case when id = 12 then public.gate(id - 11) else 1 end";
    const migration = composePackage(draft("20260101000001_x", [step(sql, { mode: "batches" })], ["select 1"]));
    const pid = await pidOf(runner);
    await gate.query("select pg_advisory_lock(7)");
    const run = failure(up(runner, [migration]));
    await until(
      gate,
      "exists (select from pg_locks where database = (select oid from pg_database where datname = current_database()) and locktype = 'advisory' and classid = 0 and objid = 7 and not granted)",
    );
    await gate.query("select pg_terminate_backend($1)", [pid]);
    expect(await run).toMatchObject({ name: "SelectoError" });
    await gate.query("select pg_advisory_unlock(7)");
    expect(await gate.query("select count(*)::int as done from public.orders where n = 1")).toEqual([{ done: 10 }]);
    await up(next, [migration]);
    expect(await gate.query("select count(*)::int as done from public.orders where n = 1")).toEqual([{ done: 20 }]);
  });
});
