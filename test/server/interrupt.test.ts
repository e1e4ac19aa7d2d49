/** The command line against a real server, ended from outside: nothing half done stays, no lock, no shadow, and the next run goes on. */
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { writePackage } from "../../src/migration/package/folder.ts";
import type { Database } from "../../src/model/database.ts";
import { openStage, removeStages, type Stage } from "../cli/stage.ts";
import { chain, draft, tableDraft } from "../migration/packages.ts";
import { relations, until, useDatabase } from "./migrate-support.ts";

const test = useDatabase();
afterAll(removeStages);

const CONFIG = "schema: schema.sql\nqueries: queries\ndatabase:\n  url: env:TARGET\n";
const SLEEPS = "exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')";
const NOBODY = "not exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid())";

/** A second migration that sleeps as long as there is a table `slow`. */
function openSleepy(): Stage {
  const stage = openStage({ "selecto.config.yaml": CONFIG });
  const nap = "select pg_sleep(case when to_regclass('public.slow') is null then 0 else 600 end)";
  for (const one of chain(tableDraft(1), draft("20260101000002_two", ["create table half ()", nap], ["drop table half"])))
    writePackage(join(stage.folder, "migrations"), one);
  return stage;
}

async function endAsleep(stage: Stage, watcher: Database, end: (child: ChildProcess) => void): Promise<{ exit: number; stderr: string }> {
  let started: ChildProcess | undefined;
  const running = stage.ask("migrate up", { env: { TARGET: test.url() }, onStart: (child) => (started = child) });
  await until(watcher, SLEEPS);
  if (started !== undefined) end(started);
  return running;
}

describe("migrate up ends in the middle", () => {
  it.each<[string, (child: ChildProcess) => void, number]>([
    ["by Ctrl-C", (child) => child.kill("SIGINT"), 130],
    ["by SIGTERM", (child) => child.kill("SIGTERM"), 143],
    ["by kill -9", (child) => child.kill("SIGKILL"), 128],
  ])("%s", async (_how, end, code) => {
    const [stage, watcher] = [openSleepy(), await test.open("watcher")];
    await watcher.exec("create table slow ()");
    const { exit, stderr } = await endAsleep(stage, watcher, end);
    expect([exit, stderr]).toEqual([code, code === 128 ? "" : "interrupted\n"]);
    // after kill -9 it is the server that notices
    await until(watcher, NOBODY);
    expect(await relations(watcher)).toEqual(["slow", "t1", "t1_pkey"]);
    expect(await watcher.query("select name from selecto.migrations")).toEqual([{ name: "20260101000001_t1" }]);
    expect(
      await watcher.query(
        "select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database where locktype = 'advisory' and datname = current_database()",
      ),
    ).toEqual([{ n: 0 }]);
    await watcher.exec("drop table slow");
    expect(await stage.ask("migrate up", { env: { TARGET: test.url() } })).toMatchObject({ exit: 0, stdout: expect.stringContaining("2 of 2 applied") });
  });

  it("by an administrator: exit 1, said with its SQLSTATE, and nothing is kept", async () => {
    const [stage, watcher] = [openSleepy(), await test.open("watcher")];
    await watcher.exec("create table slow ()");
    const running = stage.ask("migrate up", { env: { TARGET: test.url() } });
    await until(watcher, SLEEPS);
    await watcher.query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()");
    const { exit, stderr } = await running;
    expect([exit, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: 20260101000002_two \(up\): a step failed: 57P01 [^\n]+\nwhy: {3}[^\n]+\nnext: {2}selecto migrate status[^\n]+\n$/),
    ]);
    expect(await relations(watcher)).toEqual(["slow", "t1", "t1_pkey"]);
  });
});

describe("a shadow on a server", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("is dropped at %s", async (signal) => {
    const watcher = await test.open("watcher");
    const stage = openStage({
      "selecto.config.yaml": "schema: schema.sql\nqueries: queries\nshadow:\n  url: env:SHADOW\n",
      "schema.sql": `create table "${signal}" (a int);\nselect pg_sleep(20);\n`,
      "queries/q.sql": `select a from "${signal}";\n`,
    });
    let started: ChildProcess | undefined;
    const mine = "application_name = 'selecto shadow' and query like '%pg_sleep(20)%'";
    const running = stage.ask(["analyze", "impact", "--drop", `"${signal}".a`], { env: { SHADOW: test.url() }, onStart: (child) => (started = child) });
    await until(watcher, `exists (select from pg_stat_activity where ${mine})`);
    const [shadow] = await watcher.query<{ name: string }>(`select datname as name from pg_stat_activity where ${mine}`);
    expect(shadow?.name).toMatch(/^selecto_shadow_/);
    started?.kill(signal);
    expect(await running).toMatchObject({ exit: signal === "SIGINT" ? 130 : 143, stdout: "", stderr: "interrupted\n" });
    expect(await watcher.query("select datname from pg_database where datname = $1", [shadow?.name])).toEqual([]);
  });
});
