/** Schemas that PostgreSQL refuses, that hang or kill it, or that need an extension it does not have. */
import { afterAll, describe, expect, it } from "@jest/globals";
import { failureLines } from "./failure-lines.ts";
import { expectGolden } from "./goldens.ts";
import { SMALL } from "./shop.ts";
import { openStage, removeStages, type Stage } from "./stage.ts";

afterAll(removeStages);

const BASE = SMALL["schema.sql"] ?? "";

function openSmall(): Stage {
  const stage = openStage(SMALL);
  stage.commit();
  return stage;
}

describe("a statement that does not load", () => {
  it("in TO is a finding with its place", async () => {
    const stage = openSmall();
    stage.write({ "schema.sql": `${BASE}create tabel c (id int);\n` });
    await stage.run("check");
    await stage.run("analyze impact a");
    await stage.run("snapshot");
    await stage.run("migrate generate c");
    await stage.run("migrate verify");
    expectGolden("bad-schema-to", stage);
  });

  it("in FROM is nobody's fault", async () => {
    const stage = openSmall();
    stage.write({ "schema.sql": `${BASE}create table c (id itn);\n`, "queries/c.sql": "select id from c;\n" });
    stage.commit();
    stage.note("mended");
    stage.write({ "schema.sql": `${BASE}create table c (id int);\n` });
    await stage.run("check");
    stage.note("not mended, and something else changes that nobody reads");
    stage.write({
      "schema.sql": `${BASE.replace("a_id int", "a_id bigint").replace(" references a", "")}create table c (id itn);\n`,
      "queries/q.sql": "-- name: names\nselect n from a;\n",
    });
    await stage.run("check");
    expectGolden("bad-schema-from", stage);
  });
});

describe("a schema that never ends or ends PostgreSQL", () => {
  it.each([
    [
      "recurses",
      "create function rr(int) returns int language sql as 'select 1';\ncreate or replace function rr(int) returns int language sql as 'select rr($1 + 1)';\nselect rr(1);\n",
      60,
      "loading the schema ended the embedded PostgreSQL",
    ],
    ["loops", "do $$ begin loop end loop; end $$;\n", 3, "loading the schema did not end in time"],
  ])("%s: the command ends, and nothing is taken for an answer", async (_how, sql, patience, what) => {
    const stage = openSmall();
    stage.write({ "schema.sql": BASE + sql, "selecto.config.yaml": `schema: schema.sql\nqueries: queries\nshadow: {timeout: ${patience}}\n` });
    expect(failureLines(await stage.ask("check", { asShipped: true }))).toEqual({
      exit: 2,
      error: what,
      why: "a statement in schema.sql runs code that never returns or recurses without end",
      next: "take that statement out of the schema source, or name a server with shadow.url in selecto.config.yaml",
    });
  });

  it("a query that does so is unknown, and the others are answered", async () => {
    const stage = openSmall();
    stage.write({
      "schema.sql": `${BASE}create function forever() returns int immutable language plpgsql as $$ begin loop end loop; end $$;\n`,
      "queries/h.sql": "-- name: hangs\nselect forever();\n-- name: fine\nselect id from a;\n",
      "selecto.config.yaml": "schema: schema.sql\nqueries: queries\nshadow: {timeout: 3}\n",
    });
    await stage.run("check");
    expectGolden("bad-schema-hangs", stage);
  });
});

describe("an extension that the shadow does not have", () => {
  const geo = `create extension postgis;\n${BASE}create table places (id int, at geometry(Point, 4326));\ncreate view near as select id from places;\n`;

  it("makes what stands on it unknown, not broken", async () => {
    const stage = openSmall();
    stage.write({ "schema.sql": geo, "queries/p.sql": "-- name: near\nselect id from near;\n-- name: wrong\nselect nick from a;\n" });
    await stage.run("check");
    stage.note("the wrong query is gone");
    stage.write({ "queries/p.sql": "-- name: near\nselect id from near;\n" });
    await stage.run("check");
    expectGolden("extension-new", stage);
  });

  it("that both sides lack is told, and only what the change is about is new", async () => {
    const stage = openSmall();
    stage.write({ "schema.sql": geo, "queries/p.sql": "-- name: near\nselect near.id, a.n from near join a on a.id = near.id;\n" });
    stage.commit();
    stage.note("a table more, which no query names");
    stage.write({ "schema.sql": `${geo}create table z (id int);\n` });
    await stage.run("check");
    stage.note("a column goes that the unknown query names");
    stage.write({ "schema.sql": geo.replace(", n text", ""), "queries/q.sql": "-- name: all_b\nselect * from b;\n" });
    await stage.run("check");
    expectGolden("extension-old", stage);
  });
});
