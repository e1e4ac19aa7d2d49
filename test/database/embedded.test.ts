import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { EMBEDDED_MAJOR } from "../../src/database/embedded/major.ts";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { DatabaseError, ShadowDied, type Database } from "../../src/model/database.ts";

describe("the embedded server", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmbedded({ extensions: ["citext", "pg_trgm"] });
  });
  afterAll(() => database.close());

  it("answers a batch in order, each question alone", async () => {
    await database.exec("create table t (id bigint primary key, n numeric, c varchar(7))");
    const replies = await database.batch([
      { kind: "describe", sql: "select * from t where id = $1" },
      { kind: "describe", sql: "select nope from t" },
      { kind: "run", sql: "select 1 as one, null as nothing" },
      { kind: "describe", sql: "insert into t (id) values ($1)" },
    ]);
    expect(replies).toMatchObject([
      { ok: true, params: [20], columns: [{ name: "id" }, { name: "n" }, { name: "c", modifier: 11 }] },
      { ok: false, error: { sqlstate: "42703", message: 'column "nope" does not exist', position: 8 } },
      { ok: true, rows: [["1", null]] },
      { ok: true, params: [20], columns: [] },
    ]);
  });

  it("starts from a cluster that was shut down, whole to its last database", async () => {
    expect(await database.query("select count(*)::int4 as n from pg_ls_waldir()")).toEqual([{ n: 1 }]);
    // Files of the templates are read for the first time here.
    await database.exec("create database of_template strategy file_copy");
    await database.exec("create database of_nothing template template0 strategy wal_log");
    const sizes = await database.query("select pg_database_size('of_template') > 7000000 as one, pg_database_size('of_nothing') > 7000000 as other");
    expect(sizes).toEqual([{ one: true, other: true }]);
    await database.exec("drop database of_template");
    await database.exec("drop database of_nothing");
  });

  it("is of the major version that selecto says it is", () => {
    expect(database.engine.major).toBe(EMBEDDED_MAJOR);
  });

  it("is dumped whatever the session left behind", async () => {
    await database.exec("begin; create table dumped (id int); commit; set search_path = ''");
    expect(await database.observe?.()).toContain("CREATE TABLE public.dumped");
    expect(await database.query("show search_path")).toEqual([{ search_path: "public" }]);
  });

  it("is dumped in parts where one pg_dump would be too much", async () => {
    const columns = Array.from({ length: 1000 }, (_none, at) => `c${at} int`).join(", ");
    await database.exec(["a", "b", "c", "d", "e"].map((name) => `create table "wide ""${name}" (${columns})`).join("; "));
    const dump = (await database.observe?.()) ?? "";
    expect(dump.match(/-- PostgreSQL database dump complete/g)?.length).toBe(4);
    expect(dump.match(/^CREATE TABLE public\.(?:"wide|dumped)/gm)?.length).toBe(6);
    await database.exec('drop table "wide ""a", "wide ""b", "wide ""c", "wide ""d", "wide ""e"');
  });

  it("gives int8 and numeric as text", async () => {
    expect(await database.query("select 9007199254740993::int8 as a, 1.10::numeric as b")).toEqual([{ a: "9007199254740993", b: "1.10" }]);
  });

  it("raises PostgreSQL's error with its SQLSTATE", async () => {
    await expect(database.query("select * from missing")).rejects.toMatchObject({ error: { sqlstate: "42P01", message: 'relation "missing" does not exist' } });
  });

  it("stays usable inside an aborted transaction", async () => {
    await database.exec("begin");
    await expect(database.exec("select 1/0")).rejects.toBeInstanceOf(DatabaseError);
    await expect(database.exec("select 1")).rejects.toMatchObject({ error: { sqlstate: "25P02" } });
    await database.exec("rollback");
    expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("loads the extensions it was asked for", async () => {
    await database.exec("create extension citext; create extension pg_trgm");
    expect(await database.query("select similarity('a', 'a') as s")).toEqual([{ s: 1 }]);
  });
});

describe("a server that lies or hangs", () => {
  it("is declared dead when it crashes instead of being believed", async () => {
    const database = await openEmbedded();
    await database.exec("create function rr(i int) returns int language sql as 'select rr(i + 1)'");
    await expect(
      database.batch([
        { kind: "run", sql: "select rr(1)" },
        { kind: "describe", sql: "this is nonsense" },
      ]),
    ).rejects.toBeInstanceOf(ShadowDied);
    await expect(database.batch([{ kind: "describe", sql: "select 1" }])).rejects.toBeInstanceOf(ShadowDied);
    await database.close();
  });

  it("is stopped when it does not answer in time", async () => {
    const database = await openEmbedded({ timeoutMs: 500 });
    await expect(database.exec("do $$ begin loop end loop; end $$")).rejects.toMatchObject({ reason: "timeout" });
    await database.close();
  });
});
