/** What the text of a step says about running it. */
import { describe, expect, it } from "@jest/globals";
import { loneStatement, modeOf, statementsIn, transactionControlIn } from "../../src/migration/package/statement.ts";

describe("statementsIn", () => {
  it.each([
    ["select 1; select 2;", 2],
    ["select ';' || $$;$$ /* ; */ -- ;\n", 1],
    [";;", 0],
    ["create rule r as on insert to t do also (insert into l values (1); delete from m)", 1],
    ["create function f() returns int begin atomic select 1; select case when true then 2 else 3 end; end; select 1", 2],
    ['select "a;b"; x', 2],
  ])("%s", (sql, count) => expect(statementsIn(sql)).toHaveLength(count));
});

describe("transactionControlIn", () => {
  it.each([
    ["commit", "COMMIT"],
    ["select 1; /* x */ Rollback to a;", "ROLLBACK"],
    ["start transaction", "START"],
    ["prepare transaction 'x'", "PREPARE"],
    ["prepare p as select 1", undefined],
    ["do $$ begin commit; end $$", undefined],
    ["create function f() returns int begin atomic select 1; end", undefined],
    ['create table "commit" (a int)', undefined],
    ["end", "END"],
  ])("%s: %s", (sql, control) => expect(transactionControlIn(sql)).toBe(control));
});

describe("loneStatement", () => {
  it.each([
    ["create index concurrently i on t (a)", { kind: "create-index", index: { name: "i" }, table: { name: "t" } }],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "I x" ON ONLY "S".T USING btree (a);',
      { kind: "create-index", index: { name: "I x" }, table: { namespace: "S", name: "t" } },
    ],
    ["create index concurrently on t (a)", { kind: "create-index", index: undefined, table: { name: "t" } }],
    ["drop index concurrently if exists a.b", { kind: "drop-index", indexes: [{ namespace: "a", name: "b" }] }],
    [
      "alter table only p.t detach partition p.t1 concurrently",
      { kind: "detach-partition", table: { namespace: "p", name: "t" }, partition: { namespace: "p", name: "t1" } },
    ],
    ["alter type s add value if not exists 'x'", { kind: "add-enum-value" }],
    ["vacuum t", { kind: "repeatable" }],
    ["create database d", { kind: "other" }],
    ["create index concurrently i on t (a); select 1", { kind: "other" }],
    ["create index i on t (a)", { kind: "other" }],
  ])("%s", (sql, expected) => expect(loneStatement(sql)).toEqual(expected));
});

describe("modeOf", () => {
  it.each([
    ["create index concurrently i on t (a)", "no-tx"],
    ["drop index concurrently i", "no-tx"],
    ["reindex table concurrently t", "no-tx"],
    ["vacuum", "no-tx"],
    ["alter system set work_mem = '4MB'", "no-tx"],
    ["create database d", "no-tx"],
    ["alter type s add value 'x'", "tx"],
    ["analyze t", "tx"],
    ["create table t (concurrently int)", "tx"],
    ["comment on table t is 'create index concurrently'", "tx"],
  ])("%s: %s", (sql, mode) => expect(modeOf(sql)).toBe(mode));
});
