/** The walk from a subject through the graph: what it reaches, by which way, and which change explains a finding. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { explain } from "../../src/impact/cause.ts";
import { familyOf, shapesInFamilies, writesInFamilies } from "../../src/impact/family.ts";
import { buildGraph } from "../../src/impact/graph.ts";
import { pathTo, reachOf } from "../../src/impact/reach.ts";
import type { WriteTarget } from "../../src/model/answer.ts";
import type { Change } from "../../src/model/change.ts";
import type { Fact, FactEdge } from "../../src/model/schema-state.ts";

const fact = (key: string, parent?: string): Fact => ({ key, payload: {}, ...(parent !== undefined && { parent }) });
const needs = (from: string, ...to: string[]): FactEdge[] => to.map((key) => ({ from, to: key, kind: "depends" }));

const USERS = "table:public.users";
const SHOP = buildGraph({
  facts: [
    fact("schema:public"),
    fact(USERS, "schema:public"),
    fact("column:public.users.id", USERS),
    fact("column:public.users.email", USERS),
    fact("default:public.users.id", "column:public.users.id"),
    fact("policy:public.users.own", USERS),
    fact("trigger:public.users.log", USERS),
    fact("function:public.log()", "schema:public"),
    fact("sequence:public.ids", "schema:public"),
    fact("view:public.mails", "schema:public"),
    fact("view:public.short", "schema:public"),
    fact("table:public.users_old", "schema:public"),
    fact("column:public.users_old.extra", "table:public.users_old"),
    fact("table:public.users_older", "schema:public"),
  ],
  edges: [
    ...needs("view:public.mails", "column:public.users.email"),
    ...needs("view:public.short", "view:public.mails"),
    ...needs("trigger:public.users.log", "function:public.log()"),
    ...needs("default:public.users.id", "sequence:public.ids"),
    ...needs("table:public.users_old", USERS),
    ...needs("table:public.users_older", "table:public.users_old"),
  ],
});
const Q = "query:q";
const insert: WriteTarget = { operation: "insert", relation: USERS, upsert: false };

describe("what a subject reaches", () => {
  it("by reading: through views down to columns, and the policies of what it reads", () => {
    const { reads, influences } = reachOf(SHOP, Q, ["column:public.short.mail"], []);
    expect([...reads.keys()]).toEqual(
      expect.arrayContaining([Q, "column:public.short.mail", "view:public.short", "view:public.mails", "column:public.users.email", USERS, "schema:public"]),
    );
    expect(influences.has("policy:public.users.own")).toBe(true);
    expect(influences.has("trigger:public.users.log")).toBe(false);
    expect(reads.has("column:public.users.id")).toBe(false);
  });

  it("by writing: triggers with their functions, defaults with their sequences", () => {
    const { reads, influences } = reachOf(SHOP, Q, [], [insert]);
    for (const key of ["trigger:public.users.log", "function:public.log()", "default:public.users.id", "sequence:public.ids", "policy:public.users.own"]) {
      expect(influences.has(key)).toBe(true);
      expect(reads.has(key)).toBe(false);
    }
  });

  it("through columns that a table has from its parents", () => {
    const { reads } = reachOf(SHOP, Q, ["column:public.users_older.email"], []);
    expect(pathTo(reads, "column:public.users.email")).toEqual([
      "column:public.users.email",
      "column:public.users_old.email",
      "column:public.users_older.email",
      Q,
    ]);
    expect(reachOf(SHOP, Q, ["column:public.users_old.extra"], []).reads.has("column:public.users.email")).toBe(false);
  });
});

describe("the way", () => {
  it("names each step once, from the changed thing to the subject", () => {
    const { reads, influences } = reachOf(SHOP, Q, ["column:public.short.mail"], [insert]);
    expect(pathTo(reads, "column:public.users.email")).toEqual(["column:public.users.email", "view:public.mails", "view:public.short", Q]);
    expect(pathTo(influences, "function:public.log()")).toEqual(["function:public.log()", "trigger:public.users.log", USERS, Q]);
  });

  it("from a table by way of its own column leaves the column out", () => {
    expect(pathTo(reachOf(SHOP, Q, ["column:public.users.email"], []).reads, USERS)).toEqual([USERS, Q]);
  });

  it("law: in any graph, circles included, a path starts at what is reached and ends at the subject", () => {
    const node = fc.integer({ min: 0, max: 7 }).map((number) => `view:public.v${number}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(node, node), { maxLength: 25 }), fc.array(node, { maxLength: 3 }), (links, starts) => {
        const graph = buildGraph({
          facts: Array.from({ length: 8 }, (_unused, at) => fact(`view:public.v${at}`)),
          edges: links.flatMap(([from, to]) => needs(from, to)),
        });
        const { reads } = reachOf(graph, Q, starts, []);
        for (const key of reads.keys()) {
          const path = pathTo(reads, key);
          expect(path[0]).toBe(key);
          expect(path.at(-1)).toBe(Q);
          expect(new Set(path).size).toBe(path.length);
          path.slice(0, -2).forEach((step, at) => expect(graph.needs(path[at + 1] ?? "")).toContain(step));
        }
      }),
    );
  });
});

describe("families", () => {
  it("are parents and children, all the way, of tables only", () => {
    expect([...familyOf(SHOP, "table:public.users_old")].toSorted()).toEqual([USERS, "table:public.users_old", "table:public.users_older"]);
    expect([...familyOf(SHOP, "table:public.alone")]).toEqual(["table:public.alone"]);
  });

  it("share writes and what they list", () => {
    const writes: WriteTarget[] = [{ ...insert, relation: "table:public.users_older" }];
    expect(writesInFamilies(writes, [SHOP]).map((write) => write.relation)).toEqual(["table:public.users_older", "table:public.users_old", USERS]);
    expect(
      shapesInFamilies(
        [
          { relation: "users_older", columns: ["id"] },
          { relation: "other", columns: null },
        ],
        writes,
        [SHOP],
      ),
    ).toEqual([
      { relation: "users_older", columns: ["id"] },
      { relation: "users_old", columns: ["id"] },
      { relation: "users", columns: ["id"] },
      { relation: "other", columns: null },
    ]);
  });
});

describe("the change that explains a finding", () => {
  const reach = reachOf(SHOP, Q, ["column:public.users.email", "column:public.users.id"], []);
  const drop = (key: string): Change => ({ verb: "drop", key, before: {} });
  const add = (key: string): Change => ({ verb: "add", key, after: {} });
  it.each<[string, Change[], string, string[]]>([
    [
      "is the one that PostgreSQL mentions",
      [drop("column:public.users.id"), drop("column:public.users.email")],
      'column "email" does not exist',
      ["column:public.users.email", Q],
    ],
    [
      "also when a longer word comes first",
      [drop("column:public.users.id"), drop("column:public.users.email")],
      "email_hash and email",
      ["column:public.users.email", Q],
    ],
    ["never by part of a word", [drop("column:public.users.email"), drop("column:public.users.id")], "idle", ["column:public.users.email", Q]],
    ["else a drop rather than an addition", [add("column:public.users.age"), drop("column:public.users.id")], "", ["column:public.users.id", Q]],
    ["an added column by way of its table", [add("column:public.users.age")], "age", ["column:public.users.age", USERS, Q]],
    ["none when nothing reaches it", [drop("table:public.others")], "users", [Q]],
    ["not a comment", [drop("comment:(table:public.users)")], "users", [Q]],
  ])("%s", (_name, changes, mentioned, path) => expect(explain(Q, changes, reach, mentioned)).toEqual(path));
});
