// Runs once before all tests, in the parent process. It opens a door where a test can ask for the shared
// PostgreSQL server; the server is started by the first who asks, so a run without server tests starts none.
import { createServer } from "node:net";
import { startEmbeddedServer } from "./embedded-server.js";

export default async function setUp() {
  let starting;
  const door = createServer((socket) => {
    socket.on("error", () => undefined);
    starting ??= startEmbeddedServer();
    starting.then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error) => socket.end(JSON.stringify({ problem: error.message })),
    );
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", resolve));
  door.unref();
  process.env.SELECTO_TEST_SERVER_DOOR = String(door.address().port);
  globalThis.selectoTestServer = {
    async stop() {
      door.close();
      const server = await starting?.catch(() => undefined);
      await server?.stop();
    },
  };
}
