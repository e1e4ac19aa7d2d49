/** Hazards of running a step: each rule where it speaks, and the same change where it has nothing to say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openEmbedded } from "../../src/database/embedded/open.ts";
import { withFacts } from "../../src/migration/online/facts.ts";
import { HAZARD_RULES } from "../../src/migration/online/hazards/index.ts";
import type { Database } from "../../src/model/database.ts";
import { traceSteps } from "../../src/oracle/trace.ts";
import { loadParser } from "../../src/sql/index.ts";
import { step } from "./packages.ts";

const SCHEMA = `
create table users (id int primary key, name text);
create table orders (id int primary key, user_id int, code varchar(20), amount int);
create index orders_code on orders (code);
create table events (id int, at date) partition by range (at);
create table late (id int, at date not null);`;

let shadow: Database;
beforeAll(async () => {
  [shadow] = await Promise.all([openEmbedded(), loadParser()]);
});
afterAll(() => shadow.close());

/** The hazards of one step as `code subject`, after what prepares it. */
async function hazards(sql: string): Promise<string[]> {
  await shadow.exec(`drop schema public cascade; create schema public; ${SCHEMA}`);
  const mode = sql.includes("concurrently") ? ("no-tx" as const) : ("tx" as const);
  const [facts] = withFacts([step(sql, { mode })], await traceSteps(shadow, [{ sql, inTransaction: mode === "tx" }], ["public"]));
  return (facts?.hazards ?? []).map(({ code, subject = "" }) => `${code} ${subject}`.trim());
}

describe("hazards of a step", () => {
  const cases: [string, string[]][] = [
    ["alter table orders add column token uuid default gen_random_uuid()", ["volatile-default orders"]],
    ["alter table orders add column token int default 5", []],
    ["alter table orders alter amount type bigint", ["type-change orders"]],
    ["alter table orders alter code type varchar(30)", []],
    ["alter table orders set unlogged", ["table-rewrite orders"]],
    ["alter table orders alter amount set not null", ["not-null-scan orders"]],
    ["alter table orders add foreign key (user_id) references users", ["foreign-key orders", "foreign-key users"]],
    ["alter table orders add foreign key (user_id) references users not valid", []],
    ["alter table orders add check (amount > 0)", ["check-validation orders"]],
    ["alter table orders add check (amount > 0) not valid", []],
    ["alter table orders add unique (code)", ["constraint-index orders"]],
    ["create index on orders (amount)", ["index-build orders"]],
    ["create index concurrently orders_amount on orders (amount)", ["not-transactional"]],
    ["alter table events attach partition late for values from ('2021-01-01') to ('2022-01-01')", ["partition-attach late"]],
    ["update orders set amount = 1", ["long-update orders"]],
    ["insert into orders (id) values (1)", []],
    ["lock table orders; select count(*) from orders", ["long-lock orders"]],
    ["create table fresh (id int, at date default now())", []],
    ["drop table users", []],
  ];
  it.each(cases)("%s", async (sql, expected) => {
    expect(await hazards(sql)).toEqual(expected);
  });

  it("knows the locks that earlier steps of the transaction keep", async () => {
    await shadow.exec(`drop schema public cascade; create schema public; ${SCHEMA}`);
    const steps = ["alter table orders add column x int", "create index on orders (x)", "-- selecto: alone\ncreate index on orders (amount)"].map((sql, at) =>
      step(sql, { mode: at === 2 ? "alone" : "tx" }),
    );
    const traced = await traceSteps(
      shadow,
      steps.map(({ sql }) => ({ sql, inTransaction: true })),
      ["public"],
    );
    expect(withFacts(steps, traced).map(({ hazards: [first] }) => first?.text)).toEqual([
      undefined,
      "an index is built from every row; readers and writers wait",
      "an index is built from every row; writers wait",
    ]);
  });

  it("every rule has a case and a section in docs/HAZARDS.md", () => {
    const spoken = new Set(cases.flatMap(([, expected]) => expected.map((line) => line.split(" ")[0])));
    const page = readFileSync(join(import.meta.dirname, "../../docs/HAZARDS.md"), "utf8").replace(/\s+/g, " ");
    for (const { code, why, remedy, online } of HAZARD_RULES) {
      expect([...spoken]).toContain(code);
      expect(page).toContain(`## ${code} ${why} Instead: ${remedy}. ${online ? "`generate --online` does." : "By hand."}`);
    }
  });
});
