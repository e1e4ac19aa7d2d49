/** The test server itself: databases are separate, unique and dropped. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { testServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

async function names(): Promise<string[]> {
  return query(server.url, "select datname from pg_database where datname like 'selecto_test%'");
}

async function query(url: string, sql: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<[string]>({ text: sql, rowMode: "array" });
    return rows.map(([value]) => value);
  } finally {
    await client.end();
  }
}

describe("testServer", () => {
  it("is a native PostgreSQL of a supported major", async () => {
    expect(Number.parseInt(server.version, 10)).toBeGreaterThanOrEqual(13);
    expect(await query(server.url, "select count(*)::text from pg_stat_activity where pid = pg_backend_pid()")).toEqual(["1"]);
  });

  it("gives every caller an empty database of its own", async () => {
    const [first, second] = [await server.createDatabase(), await server.createDatabase()];
    expect(first.url).not.toBe(second.url);
    await query(first.url, "create table t (a int)");
    expect(await query(second.url, "select relname from pg_class where relname = 't'")).toEqual([]);
    await Promise.all([first.drop(), second.drop()]);
  });

  it("drops a database also while somebody is connected, and once", async () => {
    const database = await server.createDatabase();
    const name = new URL(database.url).pathname.slice(1);
    const client = new Client({ connectionString: database.url });
    client.on("error", () => undefined);
    await client.connect();
    expect(await names()).toContain(name);
    await database.drop();
    await database.drop();
    expect(await names()).not.toContain(name);
    await client.end().catch(() => undefined);
  });

  it("close drops what was left", async () => {
    const other = await testServer();
    const { pathname } = new URL((await other.createDatabase()).url);
    await other.close();
    expect(await names()).not.toContain(pathname.slice(1));
  });
});
