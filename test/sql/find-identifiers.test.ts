import { beforeAll, describe, expect, it } from "@jest/globals";
import { findIdentifiers } from "../../src/sql/find-identifiers.ts";
import { loadParser } from "../../src/sql/parser.ts";

beforeAll(loadParser);

/** `role qualifier` of each use; ranges are checked against marks `«email»` in the text. */
function rolesIn(marked: string, name: string): string[] {
  const sql = marked.replace(/[«»]/g, "");
  const uses = findIdentifiers(sql, name);
  let rebuilt = "";
  let last = 0;
  for (const { from, to } of uses) {
    rebuilt += `${sql.slice(last, from)}«${sql.slice(from, to)}»`;
    last = to;
  }
  expect(rebuilt + sql.slice(last)).toBe(marked);
  return uses.map(({ role, qualifier }) => [role, ...qualifier].join(" "));
}

describe("findIdentifiers", () => {
  it.each([
    ["select u.«email», «EMAIL», \"Email\", 'email' /* email */ from users u -- email", ["column u", "column"]],
    ['select "é😀".«"email"» from "é😀"', ["column é😀"]],
    ["select s.t.«email» from s.t", ["column s t"]],
    [
      "select «email».*, «email».x, (u).«email», (f()).«email» from app.«email» as «email»",
      ["qualifier", "qualifier", "field", "field", "relation app", "alias"],
    ],
    ["select upper(x) as «email», y «email» from t order by «email»", ["alias", "alias", "column"]],
    [
      "insert into s.t (id, «email») values (1, 2) on conflict («email», lower(«email»)) do update set «email» = excluded.«email» returning «email»",
      ["insert-column s t", "conflict-column", "column", "update-column s t", "column excluded", "column"],
    ],
    ["update t set «email» = 1, (a, «email») = (1, 2) where t.«email» is null", ["update-column t", "update-column t", "column t"]],
    [
      "merge into t using «email» on true when matched then update set «email» = 1 when not matched then insert («email») values (1)",
      ["relation", "update-column t", "insert-column t"],
    ],
    [
      "with «email» («email») as (select 1) select «email».«email» from «email» join b using (a, «email»)",
      ["alias", "alias", "qualifier", "column email", "relation", "using-column"],
    ],
    ["select «email»(1), «email».f(2), x::«email», cast(x as «email».t)", ["function", "namespace", "type", "namespace"]],
    ["select t.* from t, lateral (select 1 as «email») q(«email»)", ["alias", "alias"]],
    ["select «email» from from", ["other"]],
  ])("%s", (marked, roles) => {
    expect(rolesIn(marked, "email")).toEqual(roles);
  });

  it("tells outputs that an alias would keep, and where it goes", () => {
    const outputs = (sql: string): unknown[] =>
      findIdentifiers(sql, "email").map(({ output }) => output && `${output.position}${output.nested ? " nested" : ""}: ${sql.slice(0, output.end)}«`);
    expect(outputs('select a, u.email, email as x, u.email::text collate "C" from u')).toEqual([
      "2: select a, u.email«",
      undefined,
      '4: select a, u.email, email as x, u.email::text collate "C"«',
    ]);
    expect(outputs("select (u).email, u.email[1], upper(email), count(email) from u")).toEqual([
      "1: select (u).email«",
      "2: select (u).email, u.email[1]«",
      undefined,
      undefined,
    ]);
    expect(outputs("select case when a then b else email end from u")).toEqual(["1: select case when a then b else email end«"]);
    expect(outputs("select a.email is distinct from b.email, a.email from a, b")).toEqual([
      undefined,
      undefined,
      "2: select a.email is distinct from b.email, a.email«",
    ]);
    expect(outputs("select email from a union all select email from b")).toEqual(["1: select email«", "1 nested: select email from a union all select email«"]);
    expect(outputs("with c as (select email from u) select email from c")).toEqual([
      "1 nested: with c as (select email«",
      "1: with c as (select email from u) select email«",
    ]);
    expect(outputs("update t set email = 1 where x returning id, email")).toEqual([undefined, "2: update t set email = 1 where x returning id, email«"]);
    expect(outputs("select email(1), 'x'::email, email.* from email")).toEqual([
      "1: select email(1)«",
      "2: select email(1), 'x'::email«",
      undefined,
      undefined,
    ]);
    expect(outputs("select u.order, email /* c */ from u")).toEqual(["2: select u.order, email«"]);
  });

  it("names are compared as PostgreSQL stores them", () => {
    expect(findIdentifiers('select "Total €", total from t', "Total €").map(({ from, to, quoted }) => [from, to, quoted])).toEqual([[7, 16, true]]);
    expect(findIdentifiers("select é😀x.Név from é😀x", "nÉv")).toEqual([]);
    expect(findIdentifiers("select é😀x.NéV from é😀x", "név")).toMatchObject([{ from: 12, to: 15, qualifier: ["é😀x"] }]);
  });
});
