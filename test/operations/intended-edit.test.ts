/** Described edits as SQL: every statement is one that PostgreSQL takes, whatever the names. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SelectoError } from "../../src/model/error.ts";
import { describeEdit, dropStatement, renameOf, retypeStatement } from "../../src/operations/intended-edit.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openStates } from "../schema/states.ts";

const states = openStates();
beforeAll(() => loadParser());
afterAll(() => states.close());

const SCHEMA = `
create schema "Sp ace";
create table "Sp ace"."we;rd" ("a.b" int default 1 primary key, "c""d" text check ("c""d" <> ''), "(p)" int);
create index "in dex" on "Sp ace"."we;rd" ("(p)");
create view "Sp ace"."v,w" as select 1 as x;
create materialized view "Sp ace"."m:v" as select 1 as x;
create sequence "Sp ace"."s q";
create type "Sp ace"."ty pe" as enum ('a');
create domain "Sp ace"."do main" as text;
create function "Sp ace"."f(n)"(int, "Sp ace"."ty pe", character varying) returns int language sql as 'select 1';
create function "Sp ace".t() returns trigger language plpgsql as 'begin return new; end';
create trigger "tr g" before insert on "Sp ace"."we;rd" for each row execute function "Sp ace".t();
create policy "po l" on "Sp ace"."we;rd";
create rule "ru l" as on delete to "Sp ace"."we;rd" do instead nothing;
create procedure "Sp ace".p(int) language sql as 'select 1';
create aggregate "Sp ace".agg(int) (sfunc = int4pl, stype = int);
create collation "Sp ace"."co ll" from "C";
create extension citext schema "Sp ace"`;

describe("a drop", () => {
  it("of each kind that has one removes exactly that from a schema with hostile names", async () => {
    const database = await states.database(SCHEMA);
    const { facts } = await extractSchema(database);
    const dropped: string[] = [];
    for (const { key } of facts) {
      let statement: string;
      try {
        statement = dropStatement(key);
      } catch (error) {
        expect(error).toBeInstanceOf(SelectoError);
        continue;
      }
      await database.exec("begin");
      await database.exec(`${statement}${key.startsWith("default:") ? "" : " cascade"}`);
      const left = new Set((await extractInside(database)).map((fact) => fact.key));
      expect(left.has(key) ? `still there: ${key}` : key).toBe(key);
      dropped.push(key.slice(0, key.indexOf(":")));
      await database.exec("rollback");
    }
    expect([...new Set(dropped)].toSorted()).toEqual([
      "aggregate",
      "collation",
      "column",
      "constraint",
      "default",
      "domain",
      "extension",
      "function",
      "index",
      "materializedView",
      "policy",
      "procedure",
      "rule",
      "schema",
      "sequence",
      "table",
      "trigger",
      "type",
      "view",
    ]);
    await database.close();
  });
});

/** The engine reads in a transaction of its own; here one is open already. */
async function extractInside(database: Awaited<ReturnType<typeof states.database>>): Promise<Awaited<ReturnType<typeof extractSchema>>["facts"]> {
  const client = await database.connect();
  const inside: typeof database = {
    ...database,
    connect: () =>
      Promise.resolve({
        ...client,
        query: (text, values) =>
          /^\s*(?:begin|commit|rollback|start)/i.test(typeof text === "string" ? text : text.text)
            ? Promise.resolve({ rows: [], rowCount: 0 })
            : client.query(text, values),
      }),
  };
  return (await extractSchema(inside)).facts;
}

describe("a rename", () => {
  it.each<[string, string, string, string]>([
    ["column:public.users.name", "full_name", "column:public.users.full_name", 'alter table "public"."users" rename column "name" to "full_name"'],
    ["column:public.users.name", "users.full_name", "column:public.users.full_name", 'alter table "public"."users" rename column "name" to "full_name"'],
    ["table:app.users", "people", "table:app.people", 'alter table "app"."users" rename to "people"'],
    ["view:public.v", "w", "view:public.w", 'alter view "public"."v" rename to "w"'],
    ["type:public.mood", "feeling", "type:public.feeling", 'alter type "public"."mood" rename to "feeling"'],
    ["constraint:public.t.c", "d", "constraint:public.t.d", 'alter table "public"."t" rename constraint "c" to "d"'],
    ['column:public.we;rd."a.b"', "Ein Name", 'column:public.we;rd."Ein Name"', 'alter table "public"."we;rd" rename column "a.b" to "Ein Name"'],
  ])("of %s to %s", (key, newName, to, sql) => expect(renameOf({ kind: "rename", key, newName })).toMatchObject({ to, sql }));

  it("of what has none says so", () => expect(() => renameOf({ kind: "rename", key: "policy:public.t.c", newName: "d" })).toThrow(SelectoError));
});

describe("a retype", () => {
  it("goes by way of text where PostgreSQL has no cast", () => {
    const edit = { kind: "retype", key: 'column:public.t."a""b"', type: "integer" } as const;
    expect(retypeStatement(edit, false)).toBe('alter table "public"."t" alter column "a""b" type integer');
    expect(retypeStatement(edit, true)).toBe('alter table "public"."t" alter column "a""b" type integer using "a""b"::text::integer');
  });
  it("wants a column", () => expect(() => retypeStatement({ kind: "retype", key: "table:public.t", type: "int" }, false)).toThrow(SelectoError));
});

it.each<[Parameters<typeof describeEdit>[0], string]>([
  [{ kind: "drop", key: "column:public.users.email" }, "drop column users.email"],
  [{ kind: "drop", key: "materializedView:public.totals" }, "drop materialized view totals"],
  [{ kind: "rename", key: "table:app.users", newName: "people" }, "rename table app.users to people"],
  [{ kind: "retype", key: "column:public.users.age", type: "bigint" }, "change column users.age to bigint"],
])("in words: %j", (edit, text) => expect(describeEdit(edit)).toBe(text));
