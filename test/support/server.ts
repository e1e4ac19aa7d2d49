/**
 * A real PostgreSQL server for tests and benchmarks: the one SELECTO_TEST_DATABASE_URL names, else a
 * native PostgreSQL 18 of the development dependencies, shared by all tests of a jest run. Every test
 * works in databases of its own, which are dropped.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Client, escapeIdentifier } from "pg";
import { startEmbeddedServer } from "./embedded-server.js";

export interface TestDatabase {
  readonly url: string;
  /** Drops it, also while somebody is connected. */
  drop(): Promise<void>;
}

export interface TestServer {
  /** a maintenance database; work in databases of your own */
  readonly url: string;
  /** `18.4` */
  readonly version: string;
  /** An empty database with a unique name. */
  createDatabase(): Promise<TestDatabase>;
  /** Drops the databases that are left; stops the server where this call started it. */
  close(): Promise<void>;
}

/** @example const server = await testServer(); afterAll(() => server.close()); */
export async function testServer(): Promise<TestServer> {
  const source = await findServer();
  const left = new Set<TestDatabase>();
  const run = (sql: string): Promise<string> => ask(source.url, sql);
  try {
    const version = await run("show server_version");
    return {
      url: source.url,
      version: version.split(" ")[0] ?? version,
      async createDatabase() {
        const name = `selecto_test_${process.pid}_${randomBytes(6).toString("hex")}`;
        await run(`create database ${escapeIdentifier(name)} template template0`);
        const url = new URL(source.url);
        url.pathname = `/${name}`;
        const database: TestDatabase = {
          url: url.href,
          async drop() {
            if (left.delete(database)) await run(`drop database if exists ${escapeIdentifier(name)} with (force)`);
          },
        };
        left.add(database);
        return database;
      },
      async close() {
        for (const database of left) await database.drop();
        await source.stop();
      },
    };
  } catch (error) {
    await source.stop();
    throw error;
  }
}

interface Source {
  readonly url: string;
  stop(): Promise<void>;
}

async function findServer(): Promise<Source> {
  const named = process.env["SELECTO_TEST_DATABASE_URL"];
  if (named) return { url: named, stop: () => Promise.resolve() };
  const door = process.env["SELECTO_TEST_SERVER_DOOR"];
  return door === undefined ? startEmbeddedServer() : { url: await knock(Number(door)), stop: () => Promise.resolve() };
}

/** Asks the parent process of this jest run for its server. */
async function knock(port: number): Promise<string> {
  let answer = "";
  for await (const chunk of connect(port, "127.0.0.1").setEncoding("utf8")) answer += String(chunk);
  const reply: unknown = JSON.parse(answer);
  if (typeof reply === "object" && reply !== null && "url" in reply && typeof reply.url === "string") return reply.url;
  throw new Error(typeof reply === "object" && reply !== null && "problem" in reply ? String(reply.problem) : "no server");
}

/** First column of the first row, as text. */
async function ask(url: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return String(rows[0]?.[0] ?? "");
  } finally {
    await client.end();
  }
}
