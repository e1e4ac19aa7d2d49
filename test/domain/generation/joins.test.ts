/** What queries, views and functions compare, and what that does to guesses. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { readCatalog } from "../../../src/domain/generation/facts/catalog.ts";
import { joinsOfTexts } from "../../../src/domain/generation/joins/schema-joins.ts";
import type { Fact } from "../../../src/model/schema-state.ts";
import { loadParser } from "../../../src/sql/index.ts";
import { found, guesses, type Sketches } from "./guessed.ts";
import { sketch } from "./schema.ts";

beforeAll(loadParser);

const tables = {
  people: { columns: ["id bigint", "name text"] },
  orders: { columns: ["id bigint", "placed bigint", "sent bigint"] },
  "app.lines": { columns: ["id bigint", "entry bigint"] },
};
const view = (name: string, def: string): Fact => ({ key: `view:public.${name}`, payload: { def } });

/** `orders.placed=people.id` of a text, each pair once. */
function compared(text: string, more: readonly Fact[] = []): string[] {
  const { facts } = sketch(tables, more);
  return joinsOfTexts([text], facts, readCatalog({ facts }).tables, "query:q")
    .map(({ from, to }) => `${from.table.slice(6)}.${from.column}=${to.table.slice(6)}.${to.column}`)
    .filter((one, _, all) => one < (all.find((other) => other === one.split("=").toReversed().join("=")) ?? ""))
    .toSorted();
}

describe("what a query compares", () => {
  it.each([
    ["ON, with aliases and casts", "select 1 from orders o join people p on (p.id)::text = (o.placed)::text"],
    ["WHERE, bare names that only one table has", "select 1 from orders, people p where placed = p.id"],
    ["IN a sub-query", "select 1 from orders o where o.placed in (select id from people)"],
    ["a correlated sub-query", "select 1 from orders o where exists (select 1 from people where people.id = o.placed)"],
    ["through a CTE with names of its own", "with p(key) as (select id from people) select 1 from orders join p on p.key = orders.placed"],
    ["through a sub-query and its star", "select 1 from (select o.* from orders o) x left join people p on p.id = x.placed"],
    ["either side of COALESCE", "select 1 from orders o join people p on p.id = coalesce(o.placed, 0)"],
    ["UPDATE ... FROM", "update orders set sent = 1 from people p where p.id = orders.placed"],
    ["an arm of UNION", "select 1 union all select 1 from orders o join people p on p.id = o.placed"],
  ])("%s", (_, text) => {
    expect(compared(text)).toEqual(["public.orders.placed=public.people.id"]);
  });

  it("goes through views, also those of views", () => {
    const views = [view("grown", "SELECT p.id AS person FROM public.people p;"), view("known", "SELECT grown.person FROM public.grown;")];
    expect(compared("select 1 from orders join known on known.person = orders.placed", views)).toEqual(["public.orders.placed=public.people.id"]);
  });

  it.each([
    ["computed values", "select 1 from orders o join people p on p.id = o.placed + 1"],
    ["other operators", "select 1 from orders o join people p on p.id > o.placed"],
    ["names that may be of a relation nobody knows", "select 1 from people p, elsewhere where placed = p.id and exists (select 1 from orders)"],
    ["texts that do not parse", "select from where"],
  ])("leaves out %s", (_, text) => {
    expect(compared(text)).toEqual([]);
  });
});

describe("what the schema joins by", () => {
  const from = (def: string, kind = "view"): string[] => found(tables, [{ key: `${kind}:public.${kind === "view" ? "v" : "f()"}`, payload: { def } }]);

  it("finds what no name says", () => {
    expect(found(tables)).toEqual([]);
    expect(from("SELECT 1 FROM (public.orders o JOIN public.people p ON ((p.id = o.placed)));")).toEqual(["orders.placed > people.id"]);
  });

  it.each([
    [
      "plpgsql",
      "CREATE FUNCTION public.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM orders o JOIN people p ON p.id = o.placed; END $$",
      ["orders.placed > people.id"],
    ],
    [
      "SQL",
      "CREATE FUNCTION public.f() RETURNS bigint LANGUAGE sql AS $$ SELECT 1 FROM orders o JOIN people p ON p.id = o.placed $$",
      ["orders.placed > people.id"],
    ],
    [
      "SQL that PostgreSQL read",
      "CREATE FUNCTION public.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT 1 FROM (public.orders o JOIN public.people p ON ((p.id = o.placed))); END",
      ["orders.placed > people.id"],
    ],
    ["another language", "CREATE FUNCTION public.f() RETURNS void LANGUAGE plperl AS $$ FROM orders o JOIN people p ON p.id = o.placed $$", []],
  ])("reads bodies in %s", (_, def, expected) => {
    expect(from(def, "function")).toEqual(expected);
  });

  it("says who joins", () => {
    const [guess] = guesses(tables, [view("v", "SELECT 1 FROM (public.orders o JOIN public.people p ON ((p.id = o.placed)));")]);
    expect(guess?.reasons).toContain("view v joins by it");
  });

  it("takes of two keys the one that others are joined to as well", () => {
    const entity = { columns: ["no bigint"], key: ["no"] };
    const parties: Sketches = { person: entity, employee: entity, candidate: entity, phone: { columns: ["no bigint", "text text"], key: ["no", "text"] } };
    const joins = ["employee", "candidate", "phone"].map((name) =>
      view(name.slice(0, 1), `SELECT 1 FROM (public.${name} a JOIN public.person p ON ((p.no = a.no)));`),
    );
    expect(found(parties, joins)).toEqual(["candidate.no > person.no", "employee.no > person.no", "phone.no > person.no"]);
  });

  it("does not take two references to a third table for references to each other", () => {
    expect(from("SELECT 1 FROM (public.orders a JOIN public.orders b ON ((a.placed = b.sent)));")).toEqual([]);
  });
});
