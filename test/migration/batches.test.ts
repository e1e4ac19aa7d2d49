/** Steps in batches: how a statement is cut into windows, and runs of them on an embedded database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { planBatches } from "../../src/migration/online/batches.ts";
import { directiveOf } from "../../src/migration/package/directive.ts";
import { modeOf } from "../../src/migration/package/statement.ts";
import type { RunProgress } from "../../src/migration/run/options.ts";
import { migrateUp } from "../../src/migration/run/up.ts";
import type { Database } from "../../src/model/database.ts";
import { chain, draft, reading, step } from "./packages.ts";

describe("directiveOf", () => {
  it.each<[string, object | undefined]>([
    ["-- selecto: alone\nalter table t validate constraint c", { kind: "alone" }],
    ["-- why\n-- selecto: batches of 500 by id\nupdate t set a = 1", { kind: "batches", size: 500, keys: ["id"] }],
    ['--selecto:batches of 1 by a, "B c"\nupdate t set a = 1', { kind: "batches", size: 1, keys: ["a", "B c"] }],
    ["-- selecto: batches of 0 by id\nupdate t set a = 1", { kind: "unreadable", text: "batches of 0 by id" }],
    ["-- selecto: batches of 5\nupdate t set a = 1", { kind: "unreadable", text: "batches of 5" }],
    ["-- selecto: batches of 5 by a,\nupdate t set a = 1", { kind: "unreadable", text: "batches of 5 by a," }],
    ["-- a comment\nupdate t set a = 1", undefined],
    ["update t set a = 1 -- selecto: alone", undefined],
    ["select '-- selecto: alone'", undefined],
  ])("%j", (sql, expected) => {
    expect(directiveOf(sql)).toEqual(expected);
  });

  it("decides how a step written by hand is run", () => {
    expect([modeOf("-- selecto: alone\nselect 1"), modeOf("-- selecto: batches of 5 by id\nupdate t set a = 1"), modeOf("select 1")]).toEqual([
      "alone",
      "batches",
      "tx",
    ]);
  });
});

describe("planBatches", () => {
  const plan = (statement: string, keys = "id"): ReturnType<typeof planBatches> => planBatches(`-- selecto: batches of 100 by ${keys}\n${statement}`);
  const squeeze = (text: string): string => text.replace(/\s+/g, " ").trim();

  it.each<[string, string, string[], string]>([
    ["update t set a = 1", "id", ["7"], `update t set a = 1 where ("id") > ('3') and ("id") <= ('7');`],
    ["update t set a = 1 where a is null or b;", "id", ["7"], `update t set a = 1 where (a is null or b ) and ("id") > ('3') and ("id") <= ('7');`],
    ["update t set a = (select max(x) from u where u.id = t.id) where true -- all\n", "id", ["7"], `(true ) and ("id") > ('3') and ("id") <= ('7');`],
    ["delete from only s.t where old", "id", ["o'clock"], `delete from only s.t where (old ) and ("id") > ('3') and ("id") <= ('o''clock');`],
  ])("%s", (statement, keys, upTo, expected) => {
    const found = plan(statement, keys);
    if ("problem" in found) throw new Error(found.problem);
    expect(squeeze(found.windowSql(["3"], upTo))).toContain(expected);
  });

  it("asks for the ends of windows in the order of the key", () => {
    const found = plan("update only t as x set a = 1", "a, b");
    if ("problem" in found) throw new Error(found.problem);
    expect(found.endSql(undefined)).toBe(`select "a"::text as key_1, "b"::text as key_2 from only t as x where true order by "a", "b" offset 99 limit 1`);
    expect(found.lastSql(["1", "2"])).toBe(
      `select "a"::text as key_1, "b"::text as key_2 from only t as x where ("a", "b") > ('1', '2') order by "a" desc, "b" desc limit 1`,
    );
  });

  it.each([
    "select 1",
    "update t set a = 1; update t set b = 1",
    "update t set a = u.a from u",
    "delete from t using u",
    "update t set a = 1 returning a",
    "insert into t values (1)",
  ])("refuses %s", (statement) => {
    expect(plan(statement)).toMatchObject({ problem: expect.stringContaining("one UPDATE or DELETE") });
  });
});

describe("a run in batches", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmbedded();
  });
  afterAll(() => database.close());
  beforeEach(() =>
    database.exec(
      "drop schema if exists selecto cascade; drop schema public cascade; create schema public; create table t (id int primary key, a int, n int default 0); insert into t select i * 3 from generate_series(1, 23) i; analyze t",
    ),
  );

  const BACKFILL = "-- selecto: batches of 5 by id\nupdate public.t set a = id, n = n + 1 where a is null";
  const packages = (sql = BACKFILL): ReturnType<typeof chain> =>
    chain(
      draft(
        "20260101000001_fill",
        [step("alter table t add column late int"), step(sql, { mode: "batches" }), step("alter table t alter a set not null")],
        ["select 1"],
      ),
    );
  const up = (options: object = {}, sql?: string): ReturnType<typeof migrateUp> =>
    migrateUp({ database, reading: reading(packages(sql)), toolVersion: "0.1.0", ...options });
  const rows = async (): Promise<unknown> =>
    (await database.query("select count(*) filter (where a = id and n = 1)::int as done, count(*)::int as all from t"))[0];

  it("touches every row once, tells how far it is, and leaves no trace in the ledger", async () => {
    const told: RunProgress[] = [];
    await up({ onProgress: (event: RunProgress) => void told.push(event) });
    expect(await rows()).toEqual({ done: 23, all: 23 });
    expect(told.filter(({ kind }) => kind === "batch")).toEqual(
      [5, 10, 15, 20, 25].map((n) => ({ kind: "batch", name: "20260101000001_fill", step: 2, rows: n, of: 23 })),
    );
    expect(await database.query("select 1 from selecto.batches union all select 1 from selecto.steps")).toEqual([]);
  });

  it("goes on where it was broken off, and touches no row again", async () => {
    const stop = new AbortController();
    let windows = 0;
    const broken = up({ signal: stop.signal, onProgress: (event: RunProgress) => void (event.kind === "batch" && ++windows === 2 && stop.abort()) });
    await expect(broken).rejects.toMatchObject({ exit: 5 });
    expect(await rows()).toEqual({ done: 10, all: 23 });
    await up();
    expect(await rows()).toEqual({ done: 23, all: 23 });
  });

  it("a window that PostgreSQL refuses takes back itself only", async () => {
    await database.exec("alter table t add constraint small check (a < 45)");
    await expect(up()).rejects.toMatchObject({ code: "migration-failed", message: expect.stringMatching(/step 2 .*23514/) });
    expect(await rows()).toEqual({ done: 10, all: 23 });
    await database.exec("alter table t drop constraint small");
    await up();
    expect(await rows()).toEqual({ done: 23, all: 23 });
  });

  it("a step that was edited while it was half done is refused", async () => {
    const stop = new AbortController();
    await expect(up({ signal: stop.signal, onProgress: (event: RunProgress) => void (event.kind === "batch" && stop.abort()) })).rejects.toMatchObject({
      exit: 5,
    });
    await expect(up({}, BACKFILL.replace("a = id", "a = id + 1"))).rejects.toMatchObject({ code: "migration-changed-midway", exit: 2 });
  });

  it("a key that may be NULL is refused before anything runs", async () => {
    await expect(up({}, BACKFILL.replace("by id", "by n"))).rejects.toMatchObject({ code: "batches-key", exit: 2 });
    expect(await rows()).toEqual({ done: 0, all: 23 });
  });

  it("an empty table needs no window", async () => {
    await database.exec("truncate t");
    await up();
    expect(await rows()).toEqual({ done: 0, all: 0 });
  });
});
