/** What PostgreSQL is asked about a statement and what becomes of its answer. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Answer } from "../../src/model/answer.ts";
import type { Database } from "../../src/model/database.ts";
import { readAccess } from "../../src/oracle/access.ts";
import { askSubjects, type AskOptions } from "../../src/oracle/ask.ts";
import { askBodies } from "../../src/oracle/bodies.ts";
import { failingPrepared, prepareAll } from "../../src/oracle/live.ts";
import { dropProbes } from "../../src/oracle/probe.ts";
import type { Shadow } from "../../src/oracle/shadow.ts";
import { placeIn } from "../../src/query/index.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { loadParser } from "../../src/sql/index.ts";
import { openShadowPool } from "./shadow-pool.ts";
import { subjectsIn } from "./subjects.ts";

const SCHEMA = `
create type mood as enum ('sad', 'ok');
create domain label as text;
create table users (id int primary key, name varchar(50), mail text unique, mood mood, tags label[]);
create table orders (id int primary key, user_id int references users, total numeric(10, 2), at timestamptz default now());
create index orders_user on orders (user_id);
create view rich as select u.id, u.name from users u join orders o on o.user_id = u.id where o.total > 100;
create function rise(a int, "b c" mood) returns mood language sql stable as 'select $2';
create procedure clean(days int) language sql as 'select 1';
create procedure clean(what text) language sql as 'select 1';
create schema "Sp ace";
create table "Sp ace"."we;rd" ("a.b" int, "c""d" mood);`;

const pool = openShadowPool();
let database: Database;
const shadow: Shadow = {
  get database() {
    return database;
  },
  deaths: 0,
  revive: () => Promise.reject(new Error("the shadow died")),
  onRevive: () => undefined,
  close: () => Promise.resolve(),
};

beforeAll(async () => {
  await loadParser();
  database = await pool.open();
  await database.exec(SCHEMA);
});
afterAll(() => pool.close());

const ask = (statements: readonly string[], options: AskOptions = {}): Promise<Answer[]> => askSubjects(shadow, subjectsIn(...statements), options);
async function one(statement: string, options: AskOptions = {}): Promise<Answer> {
  const [answer] = await ask([statement], options);
  if (answer === undefined) throw new Error("no answer");
  return answer;
}
async function ok(statement: string): Promise<Extract<Answer, { status: "ok" }>> {
  const answer = await one(statement, { dependencies: true });
  if (answer.status !== "ok") throw new Error(JSON.stringify(answer));
  return answer;
}

describe("the contract", () => {
  it.each<[string, string[], string[]]>([
    ["select id, name from users where mail = $1", ["text"], ["id integer", "name character varying(50)"]],
    ["select mood, tags from users where mood = $1 and id = any($2)", ["public.mood", "integer[]"], ["mood public.mood", "tags public.label[]"]],
    ["select total * 2 as twice, total from orders", [], ["twice numeric", "total numeric(10,2)"]],
    ["insert into users (id, name) values ($1, $2)", ["integer", "character varying"], []],
    [
      "insert into users (id) values ($1) returning *",
      ["integer"],
      ["id integer", "name character varying(50)", "mail text", "mood public.mood", "tags public.label[]"],
    ],
    ["select u from users u", [], ["u public.users"]],
    ["explain select name from users where id = $1", ["integer"], ["name character varying(50)"]],
    ["-- params: $1 wanted uuid\nselect $1 is null as missing", ["uuid"], ["missing boolean"]],
    ["-- params: $2 second integer\nselect $1::text, $2 is null as missing", ["text", "integer"], ["text text", "missing boolean"]],
    ["truncate users", [], []],
    ["call clean(1)", [], []],
  ])("%s", async (statement, params, columns) => {
    const { signature } = await ok(statement);
    expect(signature.params).toEqual(params);
    expect(signature.columns.map((column) => `${column.name} ${column.type}`)).toEqual(columns);
  });
});

describe("what a statement writes", () => {
  it.each<[string, string[]]>([
    ["select id from users", []],
    ["insert into users (id) values (1)", ["insert table:public.users"]],
    ["insert into users (id) values (1) on conflict (id) do nothing", ["insert table:public.users"]],
    ["insert into users (id) values (1) on conflict (id) do update set name = 'x'", ["insert table:public.users upsert"]],
    ["update users set name = 'x'", ["update table:public.users"]],
    ["delete from users using orders where orders.user_id = users.id", ["delete table:public.users"]],
    [
      "with gone as (delete from orders returning user_id) update users set name = '' from gone where gone.user_id = users.id",
      ["update table:public.users", "delete table:public.orders"],
    ],
    [
      "merge into users using orders on orders.user_id = users.id when matched then delete when not matched then insert (id) values (orders.id)",
      ["merge table:public.users"],
    ],
    ['insert into "Sp ace"."we;rd" values (1)', ["insert table:Sp ace.we;rd".replace("Sp ace.we;rd", '"Sp ace".we;rd')]],
  ])("%s", async (statement, writes) => {
    expect((await ok(statement)).writes.map((write) => `${write.operation} ${write.relation}${write.upsert ? " upsert" : ""}`).toSorted()).toEqual(
      writes.toSorted(),
    );
  });
});

describe("what a statement depends on", () => {
  it.each<[string, string[]]>([
    ["select name from users where id = 1", ["column:public.users.id", "column:public.users.name"]],
    ["select count(*) from users", ["table:public.users"]],
    ["select id from rich", ["column:public.rich.id"]],
    ["select rise(1, 'ok')", ["function:public.rise(integer,public.mood)".replace("public.mood", '"public.mood"'), "type:public.mood"]],
    ["insert into orders (id, user_id) values (1, 2)", ["column:public.orders.id", "column:public.orders.user_id"]],
    ["select nextval('no_sequence'::text::regclass)", []],
    ["truncate users, orders", ["table:public.orders", "table:public.users"]],
    ["copy users (id, name) to stdout", ["column:public.users.id", "column:public.users.name"]],
    ["call clean(1)", ["procedure:public.clean(integer)", "procedure:public.clean(text)"]],
    ["call public.clean('x')", ["procedure:public.clean(integer)", "procedure:public.clean(text)"]],
    ["select id from users -- the end", ["column:public.users.id"]],
    ["select 1", []],
  ])("%s", async (statement, dependencies) => expect((await ok(statement)).dependencies).toEqual(dependencies));

  it("law: every dependency is a key of the schema, or a column of one of its relations", async () => {
    const keys = new Set((await extractSchema(database)).facts.map((fact) => fact.key));
    const answers = await ask(
      [
        "select * from users",
        "select * from rich",
        'select * from "Sp ace"."we;rd"',
        "select rise(id, mood) from users",
        "insert into orders values (1, 2, 3)",
        "call clean(1)",
        "select null::label, array['x']::label[]",
      ],
      { dependencies: true },
    );
    for (const answer of answers) {
      expect(answer.status).toBe("ok");
      for (const key of (answer.status === "ok" && answer.dependencies) || [])
        expect(keys.has(key) || key.startsWith("column:public.rich.") ? key : `unknown ${key}`).toBe(key);
    }
  });

  it("leaves no probe behind", async () => {
    await one("select id from users", { dependencies: true });
    await dropProbes(database);
    expect(await database.query("select count(*)::int as count from pg_namespace where nspname = 'selecto_probe'")).toEqual([{ count: 0 }]);
  });
});

describe("which index serves a condition", () => {
  it.each<[string, string[]]>([
    ["select total from orders where user_id = $1", ["index:public.orders_user"]],
    ["select name from users where mail = 'x'", ["constraint:public.users.users_mail_key"]],
    ["select name from users where id = 1", ["constraint:public.users.users_pkey"]],
    ["select name from users where name = 'x'", []],
  ])("%s", async (statement, indexes) => expect((await ok(statement)).indexes).toEqual(indexes));
});

describe("errors and what cannot be asked", () => {
  it.each<[string, object]>([
    ["select nope from users", { status: "error", stage: "describe", error: { sqlstate: "42703" } }],
    ["insert into users (id) values (1) on conflict (name) do nothing", { status: "error", stage: "plan", error: { sqlstate: "42P10" } }],
    ["truncate nope", { status: "error", stage: "resolve", error: { sqlstate: "42P01" } }],
    ["select $1 is null", { status: "unknown", reason: expect.stringContaining("42P18") }],
    ["-- params: $1 x no_such_type\nselect $1 is null", { status: "unknown" }],
    ["-- params: $1 x uuid)(\nselect $1 is null", { status: "unknown" }],
    ["do $$ begin end $$", { status: "unknown" }],
    ["set search_path = app", { status: "none" }],
    ["alter table users add column x int", { status: "unknown" }],
    ["select id from users where id = :id", { status: "unknown" }],
    ["call clean(true)", { status: "error", stage: "describe", error: { sqlstate: "42883" } }],
  ])("%s", async (statement, answer) => expect(await one(statement)).toMatchObject(answer));

  it("one does not disturb the others, and nothing runs", async () => {
    const answers = await ask(
      ["select nope", "insert into users (id) values (99)", "do $$ begin delete from users; end $$", "select 1/0", "select id from users"],
      { dependencies: true },
    );
    expect(answers.map((answer) => answer.status)).toEqual(["error", "ok", "unknown", "error", "ok"]);
    expect(await database.query("select count(*)::int as count from users")).toEqual([{ count: 0 }]);
  });

  it("names are looked up on the search path that is given", async () => {
    expect(await one('select "a.b" from "we;rd"')).toMatchObject({ status: "error" });
    expect(await one('select "a.b" from "we;rd"', { searchPath: 'public, "Sp ace"' })).toMatchObject({ status: "ok" });
  });

  it("law: PostgreSQL's position leads back to the word, whatever stands before it", async () => {
    const before = fc.string({ unit: fc.constantFrom("a", "ü", "😀", " ", "\n", "日"), maxLength: 8 });
    const statements = fc
      .sample(fc.tuple(before, before, fc.constantFrom("\n", "\r\n", " ")), { numRuns: 40, seed: 7 })
      .map(([comment, text, end]) => `/* ${comment} */ select '${text}',${end}nope${end}from users`);
    const subjects = subjectsIn(...statements);
    for (const [at, answer] of (await askSubjects(shadow, subjects)).entries()) {
      const subject = subjects[at];
      if (answer.status !== "error" || subject === undefined || answer.error.position === undefined) throw new Error("no position");
      const { offset, line } = placeIn(subject, answer.error.position);
      expect(subject.text.slice(offset, offset + 4)).toBe("nope");
      expect(line).toContain("nope");
    }
  });
});

describe("statements already prepared", () => {
  it("fail exactly where the result type changed", async () => {
    const statements = [
      { key: "query:star", sql: "select * from orders", params: [] },
      { key: "query:listed", sql: "select id from orders where user_id = $1", params: ["integer"] },
      { key: "query:typed", sql: "select $1 is null, * from orders", params: ["uuid"] },
      { key: "query:writes", sql: "insert into orders (id) values ($1)", params: ["integer"] },
    ];
    await prepareAll(database, statements);
    await database.exec("alter table orders add column note text");
    expect(await failingPrepared(database, statements)).toEqual(new Set(["query:star", "query:typed"]));
    await database.exec("alter table orders drop column note; deallocate all");
  });
});

describe("what is read and what is written", () => {
  const access = async (statement: string): Promise<unknown> => {
    await ok(statement);
    const found = await readAccess(database, ["query:q1"]);
    return (found.get("query:q1") ?? []).map(({ relation, reads, writes }) => [relation, reads.join(" "), writes.join(" ")]);
  };

  it.each<[string, string, string[][]]>([
    ["a select", "select u.name from users u where u.id = $1", [["table:public.users", "id name", ""]]],
    ["a star", "select * from orders", [["table:public.orders", "id user_id total at", ""]]],
    ["a whole row", "select u from users u", [["table:public.users", "id name mail mood tags", ""]]],
    ["only rows", "select count(*) from orders", [["table:public.orders", "", ""]]],
    ["a view", "select id from rich", [["view:public.rich", "id", ""]]],
    ["an update", "update users set name = 'x', mood = null where mail = $1", [["table:public.users", "mail", "name mood"]]],
    ["an update of itself", "update orders set total = total + 1", [["table:public.orders", "total", "total"]]],
    ["a delete", "delete from orders where user_id = $1 returning total", [["table:public.orders", "user_id total", ""]]],
    [
      "an upsert",
      "insert into users (id, name, mail) values (1, 'a', 'b') on conflict (mail) do update set name = excluded.name returning id",
      [["table:public.users", "id mail", "id name mail"]],
    ],
    [
      "one from another",
      "insert into orders (id, user_id) select id, id from users where mood = 'ok'",
      [
        ["table:public.users", "id mood", ""],
        ["table:public.orders", "", "id user_id"],
      ],
    ],
    ["a table twice", "select a.name from users a join users b on b.mail = a.name", [["table:public.users", "name mail", ""]]],
    [
      "a write in a CTE",
      "with gone as (delete from orders where total < 0 returning user_id) select name from users where id in (select user_id from gone)",
      [
        ["table:public.orders", "user_id total", ""],
        ["table:public.users", "id name", ""],
      ],
    ],
    ["a hostile name", 'update "Sp ace"."we;rd" set "c""d" = null where "a.b" = 1', [['table:"Sp ace".we;rd', "a.b", 'c"d']]],
  ])("%s", async (_name, statement, expected) => {
    expect(await access(statement)).toEqual(expected);
  });
});

describe("bodies of functions", () => {
  it("are compiled again where they are SQL in a string, and nothing changes by it", async () => {
    await database.exec("create function names() returns setof text language sql as 'select name::text from users'");
    const { facts, fingerprint } = await extractSchema(database);
    const sound = await askBodies(database, facts, undefined);
    expect([...sound]).toEqual([...sound.keys()].map((key) => [key, undefined]));
    expect([...sound.keys()]).toContain("function:public.names()");
    expect((await extractSchema(database)).fingerprint).toBe(fingerprint);
    await database.exec("alter table users rename column name to full_name");
    expect((await askBodies(database, facts, undefined)).get("function:public.names()")).toMatchObject({ sqlstate: "42703" });
    await database.exec("alter table users rename column full_name to name; drop function names()");
  });
});
