/** Connections to a real server: what is promised of them holds whatever the URL says, and an end in the middle is told. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openServer } from "../../src/database/server.ts";
import { extractSchema } from "../../src/schema/extract.ts";
import { dyingProxy, type OddServer } from "../support/odd-server.ts";
import { testServer, type TestDatabase, type TestServer } from "../support/server.ts";

let server: TestServer;
let database: TestDatabase;
beforeAll(async () => {
  server = await testServer();
  database = await server.createDatabase();
});
afterAll(() => server.close());

function urlWith(parameters: string): string {
  const url = new URL(database.url);
  url.search = parameters;
  return url.href;
}

describe("a connection for reading", () => {
  it.each(["", "options=-c%20default_transaction_read_only%3Doff", "options=-c%20search_path%3Dpg_catalog"])(
    "writes nothing, though its URL says %p",
    async (parameters) => {
      const session = await openServer(urlWith(parameters), { readOnly: true });
      await expect(session.exec("create table t (a int)")).rejects.toMatchObject({ error: { sqlstate: "25006" } });
      if (parameters.includes("search_path")) expect(await session.query("show search_path")).toEqual([{ search_path: "pg_catalog" }]);
      await session.close();
    },
  );

  it("does not wait for an answer for ever", async () => {
    const session = await openServer(database.url, { answerTimeoutMs: 100 });
    await expect(session.query("select pg_sleep(60)")).rejects.toMatchObject({ code: "database-silent" });
    await session.close();
  });
});

it("goes on without TLS where it is only preferred", async () => {
  const session = await openServer(urlWith("sslmode=prefer"));
  expect(await session.query("select 1 as one")).toEqual([{ one: 1 }]);
  await session.close();
});

describe("a server that dies", () => {
  const proxies: OddServer[] = [];
  afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())));

  it.each([1, 100, 1_000, 10_000])("after %d bytes: the loss is told, as no bug", async (bytes) => {
    const proxy = await dyingProxy(database.url, bytes);
    proxies.push(proxy);
    const url = new URL(database.url);
    url.port = String(proxy.port);
    const reading = openServer(url.href).then(async (session) => {
      try {
        return await extractSchema(session);
      } finally {
        await session.close();
      }
    });
    await expect(reading).rejects.toMatchObject({ name: "SelectoError", exit: 2, code: expect.stringMatching(/^database-(unreachable|connection-lost)$/) });
  });

  it("by the hand of an administrator: it is told with its SQLSTATE", async () => {
    const [victim, other] = [await openServer(database.url), await openServer(database.url)];
    const [row] = await victim.query<{ pid: number }>("select pg_backend_pid() as pid");
    const sleeping = victim.query("select pg_sleep(60)").catch((error: unknown) => error);
    await other.query("select pg_terminate_backend($1)", [row?.pid]);
    expect(await sleeping).toMatchObject({ error: { sqlstate: "57P01" } });
    await expect(extractSchema(victim)).rejects.toMatchObject({ code: "database-connection-lost" });
    await Promise.all([victim.close(), other.close()]);
  });
});
