/** Tenants that are namespaces, taken back over rows that came since: counted in each before anything runs, as in a database of its own. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { failureLines } from "../cli/failure-lines.ts";
import { openStage, removeStages, type Stage } from "../cli/stage.ts";
import type { CliResult } from "../support/run-cli.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";

const LONG = "tenant_with_a_name_of_more_than_forty_letters_1";
let server: TestServer;
let database: TestDatabase;
let stage: Stage;

async function ask(text: string): Promise<Record<string, unknown>[]> {
  const session = await openServer(database.url);
  return session.query(text).finally(() => session.close());
}

const selecto = (...args: string[]): Promise<CliResult> => stage.run(["migrate", ...args], { env: { FLEET: database.url } });

beforeAll(async () => {
  server = await testServer();
  database = await server.createDatabase();
});
afterAll(async () => {
  removeStages();
  await server.close();
});

it("says how many rows stand in the way in which tenant, takes values for them, and touches nothing before", async () => {
  stage = openStage({
    "selecto.config.yaml": "schema: schema.sql\ndatabase: { url: env:FLEET }\n",
    "schema.sql": "create type mood as enum ('sad', 'ok'); create table u (id int primary key, email text not null, c int, m mood);",
  });
  await selecto("generate", "start");
  // a label that comes runs outside of the transaction in which values are kept
  stage.write({ "schema.sql": "create type mood as enum ('sad', 'ok', 'great'); create table u (id int primary key, c text, m mood);" });
  expect(await selecto("generate", "change", "--using", "u.c='#' || c", "--using-down", "u.c=substr(c, 2)::int")).toMatchObject({ exit: 0 });
  for (const name of ["tenant_1", "tenant_2", LONG]) await ask(`create schema ${name}`);
  const [start = ""] = stage.files("migrations").map((file) => file.split("/")[1]);
  expect(await selecto("up", "--namespaces", "tenant_*", "--to", start)).toMatchObject({ exit: 0 });
  for (const name of ["tenant_1", "tenant_2", LONG]) await ask(`insert into ${name}.u values (1, 'a', 7, 'sad')`);
  expect(await selecto("up", "--namespaces", "tenant_*")).toMatchObject({ exit: 0 });
  await ask("insert into tenant_1.u values (2, '#5', 'great')");
  await ask("insert into tenant_2.u values (2, 'x', 'ok'), (3, 'y', 'ok')");

  const down = (...flags: string[]): Promise<CliResult> => selecto("down", "--namespaces", "tenant_*", "--to", start, ...flags);
  const again = `selecto migrate down --namespaces 'tenant_*' --to ${start}`;
  expect(failureLines(await down())).toMatchObject({
    exit: 3,
    error: "tenant_1: 1 row entered since would have no u.email; tenant_2: 2 rows entered since would have no u.email",
    next: `${again} --fill "u.email='...'"  (an SQL expression)`,
  });
  const email = ["--fill", "u.email='none'"];
  expect(failureLines(await down(...email))).toMatchObject({
    exit: 3,
    error: "tenant_1: 1 row holds 'great' in u.m; tenant_2: 2 rows hold values of u.c that integer does not take",
    next: expect.stringContaining(`${again} --fill "u.email='none'" --fill "u.c='...'"`),
  });
  expect(await ask("select count(*)::int as n from selecto.migrations")).toEqual([{ n: 6 }]);
  expect(await down(...email, "--fill", "u.m='ok'", "--fill", "u.c='#0'")).toMatchObject({ exit: 0 });
  const rows = ["tenant_1", "tenant_2", LONG].map((name) => `select '${name}' as tenant, id, email, c, m::text from ${name}.u`).join(" union all ");
  expect(await ask(`select string_agg(concat_ws(' ', id, email, c, m), ', ' order by id) as rows from (${rows}) r group by tenant order by tenant`)).toEqual([
    { rows: "1 a 7 sad, 2 none 5 ok" },
    { rows: "1 a 7 sad, 2 none 0 ok, 3 none 0 ok" },
    { rows: "1 a 7 sad" },
  ]);
  expect(await ask("select nspname from pg_namespace where nspname like 'selecto_archive%'")).toEqual([]);
});
