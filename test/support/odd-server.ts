/**
 * Servers as nobody wants them: silent, dying, refusing, or in between of a real one. Knows as much of
 * PostgreSQL's protocol as a refusal needs.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface OddServer {
  readonly port: number;
  /** with a password that must never be seen */
  url(parameters?: string): string;
  close(): Promise<void>;
}

export const CANARY = "c4nary-S3cret";

/** A message of the protocol: type, length, body. */
function message(type: string, ...body: readonly (string | readonly number[])[]): Buffer {
  const bytes = Buffer.concat(body.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`) : Buffer.from(part))));
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

const WELCOME = Buffer.concat([
  message("R", [0, 0, 0, 0]),
  message("S", "server_version", "15.4"),
  message("K", [0, 0, 0, 1, 0, 0, 0, 1]),
  message("Z", [...Buffer.from("I")]),
]);

/** Accepts and never says a word. */
export const silent = (): Promise<OddServer> => openOdd(() => undefined);

/** Lets everybody in and never answers a question. */
export const deaf = (): Promise<OddServer> => openOdd((socket) => void socket.once("data", () => socket.write(WELCOME)));

/** Hangs up without a word. */
export const rude = (): Promise<OddServer> => openOdd((socket) => void socket.destroy());

/** Speaks another protocol. */
export const stranger = (): Promise<OddServer> => openOdd((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));

/** Offers no TLS. */
export const withoutTls = (): Promise<OddServer> => openOdd((socket) => void socket.once("data", () => socket.write("N")));

/** Refuses everybody with this error of PostgreSQL's. */
export const refusing = (sqlstate: string, text: string): Promise<OddServer> =>
  openOdd((socket) => void socket.once("data", () => socket.end(message("E", "SFATAL", `C${sqlstate}`, `M${text}`, [0]))));

/** A port where nobody listens. */
export async function nobody(): Promise<OddServer> {
  const server = await openOdd(() => undefined);
  await server.close();
  return server;
}

/** Passes everything on to a real server; each connection dies when that many bytes of answers went through it. */
export function dyingProxy(target: string, bytes: number): Promise<OddServer> {
  const { hostname, port } = new URL(target);
  return openOdd((socket) => {
    const real = connect(Number(port === "" ? "5432" : port), hostname);
    let left = bytes;
    real.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("close", () => real.destroy()).on("data", (data) => real.write(data));
    real.on("data", (data) => {
      left -= data.length;
      if (left >= 0) socket.write(data);
      else socket.destroy();
    });
  });
}

async function openOdd(behave: (socket: Socket) => void): Promise<OddServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (parameters = "connect_timeout=1") => `postgres://app:${CANARY}@127.0.0.1:${port}/shop?${parameters}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
