/**
 * The way to a server: its address, TLS as libpq means it, a limit on the wait. Knows nothing of what
 * is asked over the connection; the words for a way that is closed are in connect-failure.
 */
import type { Client as PgClient, Connection } from "pg";
import { SelectoError } from "../model/error.ts";
import { cannotReach, lateConnection, readDriverError, unusableAddress } from "./connect-failure.ts";

export interface ConnectOptions {
  /** where the URL came from, for messages: `the environment variable DATABASE_URL` */
  readonly source?: string;
  readonly applicationName?: string;
  /** milliseconds to wait for a connection and its first answer; default `connect_timeout` of the URL, else 10,000 */
  readonly connectTimeoutMs?: number;
  /** limit of one statement in milliseconds, enforced by the server; default none */
  readonly statementTimeoutMs?: number;
  /** milliseconds to wait for one answer, counted here: a server that hangs enforces nothing; default none */
  readonly answerTimeoutMs?: number;
  /** refuse every write, enforced by the server */
  readonly readOnly?: boolean;
}

export interface Connected {
  readonly client: PgClient;
  /** `15.4` */
  readonly version: string;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_LIMIT_MS = 2_000;
const KEEPALIVE_AFTER_MS = 30_000;
/**
 * A killed selecto must not leave a statement running behind it, with its locks. From 14 on a server can
 * look whether its client is still there; where its system cannot, it refuses the setting.
 */
const WATCHES_CLIENTS = 14;
const WATCH_US = "set client_connection_check_interval = '2s'";
const TLS_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** int8, numeric, date, timestamp, timestamptz: their JavaScript forms lose digits or depend on the time zone. */
const AS_TEXT: ReadonlySet<number> = new Set([20, 1700, 1082, 1114, 1184]);

/**
 * Connects and asks for the version.
 *
 * @throws SelectoError when it cannot be reached or refuses; the text never holds the password
 */
export async function connectServer(url: string, options: ConnectOptions): Promise<Connected> {
  const address = readAddress(url, options);
  try {
    return await connectOnce(address.href, url, address.timeoutMs, options);
  } catch (error) {
    // libpq's `prefer`: without TLS where the server has none
    if (!address.tlsIsPreferred || !(error instanceof SelectoError) || error.code !== "database-no-tls") throw error;
    const plain = new URL(address.href);
    plain.searchParams.set("sslmode", "disable");
    return connectOnce(plain.href, url, address.timeoutMs, options);
  }
}

/** Ends the session; one that does not answer any more is cut off. */
export async function disconnect(client: PgClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_LIMIT_MS)));
  await Promise.race([client.end().catch(() => undefined), late]);
  clearTimeout(timer);
  cutOff(client);
}

interface Address {
  /** as the driver is to read it */
  readonly href: string;
  readonly timeoutMs: number;
  readonly tlsIsPreferred: boolean;
}

function readAddress(url: string, options: ConnectOptions): Address {
  const parsed = parse(url, options);
  const parameters = parsed.searchParams;
  const mode = parameters.get("sslmode");
  if (mode !== null && !TLS_MODES.includes(mode)) throw unusableAddress(url, options.source, `${TLS_MODES.join(", ")} are what sslmode can say`);
  if (mode === "allow") parameters.set("sslmode", "prefer");
  if (mode === "no-verify") parameters.set("sslmode", "require");
  // Without this the driver reads `require` as `verify-full` and prints a page about it.
  if (mode !== null && !parameters.has("uselibpqcompat")) parameters.set("uselibpqcompat", "true");
  const seconds = Number(parameters.get("connect_timeout") ?? "0");
  // The URL's parameters would win over the driver's own.
  if (options.readOnly === true) parameters.set("options", `${parameters.get("options") ?? ""} -c default_transaction_read_only=on`.trim());
  return {
    href: parsed.href,
    timeoutMs: options.connectTimeoutMs ?? (seconds > 0 ? seconds * 1000 : DEFAULT_CONNECT_TIMEOUT_MS),
    tlsIsPreferred: parameters.get("sslmode") === "prefer",
  };
}

function parse(url: string, options: ConnectOptions): URL {
  try {
    // Without a host, as libpq allows it.
    return new URL(url.replace("@/", "@localhost/"));
  } catch {
    throw unusableAddress(url, options.source);
  }
}

async function connectOnce(href: string, url: string, timeoutMs: number, options: ConnectOptions): Promise<Connected> {
  const client = await makeClient(href, url, options);
  // A connection that breaks while idle would otherwise end the process; the next call reports it.
  client.on("error", () => undefined);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    cutOff(client);
  }, timeoutMs);
  try {
    await client.connect();
    const result = await client.query<{ version: string }>("select current_setting('server_version') as version");
    const version = (result.rows[0]?.version ?? "0").split(" ")[0] ?? "0";
    if (options.readOnly !== true && Number.parseInt(version, 10) >= WATCHES_CLIENTS) await client.query(WATCH_US).catch(() => undefined);
    return { client, version };
  } catch (cause) {
    cutOff(client);
    throw isLate ? lateConnection(url, options.source, timeoutMs) : cannotReach(url, options.source, cause);
  } finally {
    clearTimeout(timer);
  }
}

async function makeClient(href: string, url: string, options: ConnectOptions): Promise<PgClient> {
  const { default: pg } = await import("pg");
  // The driver's typings know an enum of OIDs; user-defined types have others.
  const defaultParser: (oid: number, format?: "text" | "binary") => unknown = pg.types.getTypeParser;
  try {
    return new pg.Client({
      connectionString: href,
      application_name: options.applicationName ?? "selecto",
      ...(options.statementTimeoutMs !== undefined && { statement_timeout: options.statementTimeoutMs }),
      ...(options.answerTimeoutMs !== undefined && { query_timeout: options.answerTimeoutMs }),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
      types: {
        getTypeParser: (oid: number, format?: "text" | "binary") => (AS_TEXT.has(oid) ? (value: string) => value : defaultParser(oid, format)),
      },
    });
  } catch (cause) {
    // The driver's error may hold the whole URL: only the name of a file that cannot be read is kept.
    const { path } = readDriverError(cause);
    throw unusableAddress(url, options.source, path === "" ? undefined : `${path}, which it names, cannot be read`);
  }
}

function cutOff(client: PgClient): void {
  (client as unknown as { connection: Connection }).connection.stream.destroy();
}
