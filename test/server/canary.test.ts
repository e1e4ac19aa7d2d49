/**
 * Secrets on a real server: a password and a row's value, through every command that meets them and every
 * way a step can fail with a row in its message. Neither may be printed, kept or left behind.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import Sqlite from "better-sqlite3";
import { openServer } from "../../src/database/server.ts";
import { unpackBody } from "../../src/history/body.ts";
import { writePackage } from "../../src/migration/package/folder.ts";
import { openStage, removeStages, type Stage } from "../cli/stage.ts";
import { chain, draft } from "../migration/packages.ts";
import { EXPORTED_V1, EXPORTED_V2 } from "../query/terms.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";

const ROW = "r0w-C4nary";
const PASSWORD = "pass-C4nary";
const ROLE = `selecto_test_canary_${process.pid}`;

let server: TestServer;
let database: TestDatabase;
let url: URL;

beforeAll(async () => {
  server = await testServer();
  database = await server.createDatabase();
  const admin = await openServer(database.url);
  await admin.exec(`
    create role ${ROLE} superuser login password '${PASSWORD}';
    create table people (id int primary key, n text, born text);
    insert into people values (1, '${ROW}', '1'), (2, '${ROW}', '2');
    create table numbers (id int primary key, word text check (word <> '${"x".repeat(3)}'));
    create function shout() returns trigger language plpgsql as $$ begin raise exception 'no: %', new.n; end $$;
    create trigger shouts before update on people for each row execute function shout();
    create foreign data wrapper nowhere;
    create server elsewhere foreign data wrapper nowhere options (host 'h');
    create user mapping for public server elsewhere options (user 'u', password '${PASSWORD}');
  `);
  await admin.close();
  url = new URL(database.url);
  [url.username, url.password] = [ROLE, PASSWORD];
});
afterAll(async () => {
  removeStages();
  const admin = await openServer(server.url);
  await database.drop();
  await admin.exec(`drop role if exists ${ROLE}`);
  await admin.close();
  await server.close();
});

const CONFIG = "schema: schema.sql\nqueries: queries\ndatabase:\n  url: env:TARGET\n";
const SCHEMA = "create table people (id int primary key, n text, born text);\n";

function openWith(...steps: readonly string[]): Stage {
  const stage = openStage({ "selecto.config.yaml": CONFIG, "schema.sql": SCHEMA, "queries/q.sql": "select n from people;\n" });
  const down = ["select 1/(id - 1) from people", `update people set n = n`];
  if (steps.length > 0) for (const one of chain(draft("20260101000001_one", steps, down))) writePackage(join(stage.folder, "migrations"), one);
  mkdirSync(join(stage.folder, "tmp"));
  return stage;
}

/** The environment in which secrets are at hand, and temporary files land where they are looked at. */
function secrets(stage: Stage): Record<string, string> {
  return { TARGET: url.href, PGPASSWORD: PASSWORD, SELECTO_DEBUG: "1", TMPDIR: join(stage.folder, "tmp") };
}

const mustNotHold = (what: string, text: string): void => {
  for (const canary of [ROW, PASSWORD, "CANARY"]) expect([what, text.includes(canary)]).toEqual([what, false]);
};

async function askQuietly(stage: Stage, line: string, env = secrets(stage)): Promise<{ exit: number; said: string }> {
  const { stdout, stderr, exit } = await stage.ask(line, { env });
  mustNotHold(line, stdout + stderr);
  for (const file of stage.files()) mustNotHold(`${line}: ${file}`, readFileSync(join(stage.folder, file), "latin1"));
  return { exit, said: stdout + stderr };
}

/** Everything the history keeps, unpacked. */
function expectQuietHistory(stage: Stage): number {
  const db = new Sqlite(join(stage.folder, "snapshots/history.db"), { readonly: true });
  try {
    const bodies = ["object", "verdict"].flatMap((table) => db.prepare<[], Buffer | string>(`select body from ${table}`).pluck().all());
    for (const body of bodies) mustNotHold("the history", typeof body === "string" ? body : unpackBody(body));
    return bodies.length;
  } finally {
    db.close();
  }
}

describe("a step that fails with a row in its message", () => {
  it.each<[string, string, string]>([
    ["23505", "a unique index over equal rows", "create unique index on people (n)"],
    ["23505", "a row that is there already", "insert into people select * from people"],
    ["23514", "a check that a row violates", `alter table people add check (n = 'other')`],
    ["23503", "a reference to nothing", "alter table people add foreign key (born) references numbers (word)"],
    ["22P02", "a value of another type", "alter table people alter n type int using n::int"],
    ["P0001", "a trigger that raises it", "update people set born = '3'"],
    ["P0001", "a block that raises it", "do $$ declare v text; begin select n into v from people limit 1; raise exception '%', v; end $$"],
    [
      "42P01",
      "one that raises it as a missing table",
      "do $$ declare v text; begin select n into v from people limit 1; raise undefined_table using message = v; end $$",
    ],
    [
      "57014",
      "and as a cancelled query",
      "do $$ declare v text; begin select n into v from people limit 1; raise query_canceled using message = v, detail = v, hint = v; end $$",
    ],
  ])("%s: %s", async (sqlstate, _what, sql) => {
    const loud = "do $$ declare v text; begin select n into v from people limit 1; raise warning 'loud: %', v; end $$";
    // the constraint that is referred to must be there first
    const stage = openWith(loud, ...(sqlstate === "23503" ? ["create unique index on numbers (word)"] : []), sql);
    const text = await askQuietly(stage, "migrate up");
    expect([text.exit, text.said]).toEqual([sqlstate === "57014" ? expect.any(Number) : 1, expect.stringContaining(`failed: ${sqlstate} `)]);
    const json = await askQuietly(stage, "migrate up --json");
    expect(json.said).toContain(sqlstate);
  });
});

it("going down fails as quietly, and the ledger tells nothing more", async () => {
  const stage = openWith("select 1");
  expect(await askQuietly(stage, "migrate up")).toMatchObject({ exit: 0 });
  expect(await askQuietly(stage, "migrate down")).toMatchObject({ exit: 1, said: expect.stringContaining("failed: 22012 division by zero") });
  expect(await askQuietly(stage, "migrate status --json")).toMatchObject({ exit: 0 });
});

it("every command that reads that database keeps its secrets out of answers, files and history", async () => {
  const stage = openWith();
  stage.commit();
  stage.write({ "queries/q.sql": "select n, born from people;\n" });
  for (const line of [
    "snapshot create --from db --label live",
    "snapshot export live",
    "diff files db",
    "analyze impact --from db --to files --all",
    "domain validate --from db",
    "migrate generate from_live --to db",
    "check",
  ])
    expect([line, (await askQuietly(stage, line)).exit]).toEqual([line, expect.any(Number)]);
  expect(expectQuietHistory(stage)).toBeGreaterThan(3);
});

it("what is packed into an exported view stays there, and the column that it needs is named", async () => {
  const admin = await openServer(database.url);
  const rows = [EXPORTED_V1, EXPORTED_V2, EXPORTED_V1.slice(0, 400)].map(
    (blob, at) => `('view ${at + 1}', '/books', 'p${at}', decode('${blob}', 'base64'), 'CANARY-cache'::bytea)`,
  );
  await admin.exec(`
    create table exported_views (name text, path text, public_id text, snapshot_blob bytea, cache_blob bytea);
    insert into exported_views values ${rows.join(", ")};
  `);
  await admin.close();
  const domain = "name: Book\nsource: {source_table: books, fields: [id]}\n";
  const books = "create table authors (id int primary key, name text);\ncreate table books (id int primary key, title text, pages int, author_id int);\n";
  const stage = openStage({
    "selecto.config.yaml": "schema: schema.sql\ndomains: domains\ndatabase:\n  url: env:TARGET\n",
    "schema.sql": books,
    "domains/book.yaml": domain,
  });
  mkdirSync(join(stage.folder, "tmp"));
  stage.commit();
  const text = await askQuietly(stage, "analyze impact --drop books.title --saved-views db");
  expect(text.said).toMatch(/BROKEN\s+exported view view 1 \(\/books\)/i);
  expect(text.said).toContain("column books.title does not exist");
  expect(text.said).toMatch(/its compressed part is damaged/);
  const json = await askQuietly(stage, "analyze impact --rename authors.name:authors.full_name --saved-views db --json");
  expect(json.said).toContain("exported view view 2 (/books)");
  stage.write({ "schema.sql": books.replace("title text, ", "") });
  for (const line of ["check --saved-views db", "check --saved-views db --json", "snapshot create", "check --saved-views env:NOWHERE"])
    expect([line, (await askQuietly(stage, line)).exit]).toEqual([line, expect.any(Number)]);
  expect(expectQuietHistory(stage)).toBeGreaterThan(3);
});

it("a password in the standard variables is used and not told", async () => {
  const stage = openWith();
  stage.write({ "selecto.config.yaml": "schema: schema.sql\n" });
  const env = { PGHOST: url.hostname, PGPORT: url.port === "" ? "5432" : url.port, PGUSER: ROLE, PGPASSWORD: PASSWORD, PGDATABASE: url.pathname.slice(1) };
  expect(await askQuietly(stage, "diff files db", env)).toMatchObject({ exit: expect.any(Number), said: expect.stringContaining(`postgres://${ROLE}:***@`) });
  expect(await askQuietly(stage, "diff files db", { ...env, PGDATABASE: "nowhere_at_all" })).toMatchObject({ exit: 2, said: expect.stringContaining("3D000") });
});
