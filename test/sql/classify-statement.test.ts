import { beforeAll, describe, expect, it } from "@jest/globals";
import { classifyStatement } from "../../src/sql/classify-statement.ts";
import { loadParser } from "../../src/sql/parser.ts";

beforeAll(loadParser);

describe("classifyStatement", () => {
  it.each([
    ["select 1"],
    ["values (1)"],
    ["table t"],
    ["with a as (delete from t returning *) select * from a"],
    ["insert into t default values"],
    ["update t set a = 1"],
    ["delete from t"],
    ["merge into t using s on true when matched then delete"],
  ])("asks about %s", (sql) => {
    expect(classifyStatement(sql)).toEqual({ kind: "ask", sql, offset: 0 });
  });

  it("leaves comments and the semicolon out of what is asked", () => {
    expect(classifyStatement("-- é😀\n select 1 /* in */ + 1 ; -- after")).toEqual({ kind: "ask", sql: "select 1 /* in */ + 1", offset: 8 });
  });

  it("passes over empty statements around it", () => {
    expect(classifyStatement(";; select 1 ;;")).toEqual({ kind: "ask", sql: "select 1", offset: 3 });
  });

  it.each([
    ["explain analyze verbose «insert into t values (1)»"],
    ["explain (analyze, format json) «select 1»"],
    ["explain «(select 1) union select 2»"],
    ["explain «((select 1))»"],
    ["explain create table x as «select 1»"],
    ["/* é */ explain /* x */ «with a as (select 1) select * from a»"],
    ["declare c no scroll cursor with hold for «select * from t for update»"],
    ["create temp table t (a, b) with (fillfactor = 70) on commit drop as «select 1, (select 2 as x)» with no data"],
    ["create materialized view if not exists m as «select a as b from t» with data"],
    ["create or replace view v (a) with (security_barrier) as «select 1 as a» with local check option"],
    ["create view v as «select 1» with check option"],
    ["prepare p (int, numeric(1, 2)) as «update t set a = $1»"],
    ["copy («select ')' from t /* ) */ where (a)») to stdout with (format csv)"],
  ])("asks about the query inside %s", (marked) => {
    const offset = marked.indexOf("«");
    const inner = marked.slice(offset + 1, marked.indexOf("»"));
    const sql = marked.replace(/[«»]/g, "");
    expect(classifyStatement(sql)).toEqual({ kind: "ask", sql: inner, offset });
  });

  it.each([['select a, b «into temp table s."X y"» from t'], ["with q as (select 1) select *\n«into\n unlogged x» from q union select 2"]])(
    "takes INTO out of %s and nothing moves",
    (marked) => {
      const asked = marked.replace(/«([^»]*)»/g, (_, into: string) => into.replace(/[^\n]/g, " "));
      expect(classifyStatement(marked.replace(/[«»]/g, ""))).toEqual({ kind: "ask", sql: asked, offset: 0 });
    },
  );

  it("marks CALL: it may be described, never planned", () => {
    expect(classifyStatement("call p(1)")).toEqual({ kind: "ask", sql: "call p(1)", offset: 0, call: true });
  });

  it.each([
    ['truncate a, only s."B" restart identity', ['"a"', '"s"."B"'], undefined],
    ["lock table a, b in share mode", ['"a"', '"b"'], undefined],
    ["refresh materialized view concurrently s.m", ['"s"."m"'], undefined],
    ["copy t from '/x'", ['"t"'], undefined],
    ['copy s.t (a, "B") to stdout', ['"s"."t"'], [{ relation: '"s"."t"', columns: ["a", "B"] }]],
    ["vacuum (analyze) t (a), u", ['"t"', '"u"'], [{ relation: '"t"', columns: ["a"] }]],
    ["analyze t", ['"t"'], undefined],
  ])("resolves the names of %s", (sql, relations, columns) => {
    expect(classifyStatement(sql)).toEqual({ kind: "resolve", relations, ...(columns && { columns }) });
  });

  it.each([
    "set role x",
    "reset all",
    "show timezone",
    "listen c",
    "notify c, 'x'",
    "unlisten *",
    "begin",
    "commit",
    "savepoint s",
    "discard all",
    "checkpoint",
    "deallocate p",
    "close c",
    "vacuum",
    "analyze",
    "set constraints all deferred",
  ])("%s depends on nothing", (sql) => {
    expect(classifyStatement(sql).kind).toBe("none");
  });

  it("DO is opaque", () => {
    expect(classifyStatement("do $$ begin end $$").kind).toBe("opaque");
  });

  it.each([
    ["create table t (a int)", /CREATE TABLE \(CreateStmt\)/],
    ["grant select on t to x", /GrantStmt/],
    ["execute p", /ExecuteStmt/],
    ["create table t as execute p", /ExecuteStmt/],
    ["explain execute p", /ExecuteStmt/],
    ["fetch c", /FetchStmt/],
    ["set constraints a deferred", /ConstraintsSetStmt/],
    ["create recursive view r (a) as select 1", /RECURSIVE/],
    ["select 1; delete from t", /2 statements in one/],
    ["", /no statement/],
    ["-- only", /no statement/],
    ["select 1 frm t t2", /does not parse: syntax error at or near "t"/],
    ["select 1;\0 delete from t", /does not parse/],
  ])("%j is unknown and says why", (sql, reason) => {
    expect(classifyStatement(sql)).toEqual({ kind: "unknown", reason: expect.stringMatching(reason) });
  });
});
