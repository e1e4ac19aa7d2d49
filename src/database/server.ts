/** A PostgreSQL server behind the {@link Database} interface, through `pg`. */
import type { Client as PgClient, Connection, Submittable } from "pg";
import { DatabaseError, type Ask, type Database, type PgError, type PoolClientLike, type Reply, type ResultColumn, type Row } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { readPgError } from "./pg-error.ts";
import { describeUrl } from "./redact.ts";

export interface ServerOptions {
  /** where the URL came from, for messages: `the environment variable DATABASE_URL` */
  readonly source?: string;
  readonly applicationName?: string;
  /** milliseconds to wait for a connection; default 10,000 */
  readonly connectTimeoutMs?: number;
  /** limit of one statement in milliseconds, enforced by the server; default none */
  readonly statementTimeoutMs?: number;
  /** refuse every write, enforced by the server */
  readonly readOnly?: boolean;
}

/** int8, numeric, date, timestamp, timestamptz: their JavaScript forms lose digits or depend on the time zone. */
const AS_TEXT: ReadonlySet<number> = new Set([20, 1700, 1082, 1114, 1184]);

/**
 * Connects to a server.
 *
 * @throws SelectoError when it cannot be reached or refuses; the text never holds the password
 */
export async function openServer(url: string, options: ServerOptions = {}): Promise<Database> {
  const { default: pg } = await import("pg");
  // The driver's typings know an enum of OIDs; user-defined types have others.
  const defaultParser: (oid: number, format?: "text" | "binary") => unknown = pg.types.getTypeParser;
  const client = makeClient(
    url,
    () =>
      new pg.Client({
        connectionString: url,
        application_name: options.applicationName ?? "selecto",
        connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
        ...(options.statementTimeoutMs !== undefined && { statement_timeout: options.statementTimeoutMs }),
        ...(options.readOnly === true && { options: "-c default_transaction_read_only=on" }),
        keepAlive: true,
        types: {
          getTypeParser: (oid: number, format?: "text" | "binary") => (AS_TEXT.has(oid) ? (value: string) => value : defaultParser(oid, format)),
        },
      }),
    options,
  );
  // A connection that breaks while idle would otherwise end the process; the next call reports it.
  client.on("error", () => undefined);
  const version = await connect(client, url, options);
  const close = async (): Promise<void> => client.end().catch(() => undefined);

  const query = async <R extends Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> =>
    attempt(async () => (await client.query<R>({ text: sql, values: [...params] })).rows);
  return {
    engine: { kind: "server", version, major: Number.parseInt(version, 10) },
    query,
    exec: (sql) => attempt(async () => void (await client.query(sql))),
    async batch(asks: readonly Ask[]): Promise<Reply[]> {
      const replies: Reply[] = [];
      for (const ask of asks) replies.push(await attempt(() => (ask.kind === "run" ? run(client, ask.sql) : describe(client, ask.sql, ask.paramTypes ?? []))));
      return replies;
    },
    connect: () => Promise.resolve(poolClient(client)),
    close,
  };
}

/** The driver parses the URL, and its error holds the whole of it: nothing of that error is kept. */
function makeClient(url: string, make: () => PgClient, options: ServerOptions): PgClient {
  try {
    return make();
  } catch {
    throw new SelectoError({
      code: "database-url-invalid",
      what: `${describeUrl(url)} is no URL of a database`,
      why: options.source ?? "it cannot be taken apart",
      next: "write it as postgres://user:password@host:5432/database, with special characters of the password as %XX",
    });
  }
}

async function connect(client: PgClient, url: string, options: ServerOptions): Promise<string> {
  try {
    await client.connect();
    const result = await client.query<{ version: string }>("select current_setting('server_version') as version");
    return (result.rows[0]?.version ?? "0").split(" ")[0] ?? "0";
  } catch (cause) {
    await client.end().catch(() => undefined);
    const error = readPgError(cause);
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    throw new SelectoError(
      {
        code: "database-unreachable",
        what: `cannot reach the database ${describeUrl(url)}${error === undefined ? (code === "" ? "" : ` (${code})`) : ` (${error.sqlstate} ${connectRefusal(error)})`}`,
        why: options.source ?? "the server did not accept the connection",
        next: "start it or correct the address; without a server: selecto analyze impact --from migrations --to files",
      },
      // The driver's error object holds the connection settings: keep only its plain fields.
      error === undefined ? undefined : { cause: error },
    );
  }
}

/** The server's words about a refused connection name user and database, never the password. */
function connectRefusal(error: PgError): string {
  return error.message;
}

/** Runs a driver call and turns PostgreSQL's errors into {@link DatabaseError}, lost connections into {@link SelectoError}. */
async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const error = readPgError(thrown);
    if (error !== undefined) throw new DatabaseError(error);
    if (thrown instanceof SelectoError) throw thrown;
    throw new SelectoError({
      code: "database-connection-lost",
      what: "the connection to the database was lost",
      why: thrown instanceof Error && "code" in thrown ? String(thrown.code) : "the server closed it, or the network did",
      next: "look at the server's log, then run the command again: nothing is applied twice",
    });
  }
}

function poolClient(client: PgClient): PoolClientLike {
  return {
    async query(text, values) {
      const result = await client.query<Row>(typeof text === "string" ? { text, ...(values !== undefined && { values }) } : text);
      const last = Array.isArray(result) ? (result.at(-1) as typeof result | undefined) : result;
      return { rows: last?.rows ?? [], rowCount: last?.rowCount ?? null };
    },
    release: () => undefined,
  };
}

async function run(client: PgClient, sql: string): Promise<Reply> {
  try {
    const result = await client.query({ text: sql, rowMode: "array", types: { getTypeParser: () => (value: unknown) => value } });
    const last = Array.isArray(result) ? result.at(-1) : result;
    const columns = (last?.fields ?? []).map((field: { name: string; dataTypeID: number; dataTypeModifier: number }) => ({
      name: field.name,
      type: field.dataTypeID,
      modifier: field.dataTypeModifier,
    }));
    return { ok: true, params: [], columns, rows: (last?.rows ?? []) as (string | null)[][] };
  } catch (thrown) {
    const error = readPgError(thrown);
    if (error === undefined) throw thrown;
    return { ok: false, error };
  }
}

/**
 * Parse and Describe. `pg` has no call for it, so this speaks through its Submittable interface; after
 * an error no ReadyForQuery reaches us, so the error settles the promise.
 */
function describe(client: PgClient, sql: string, paramTypes: readonly number[]): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let params: readonly number[] = [];
    let columns: readonly ResultColumn[] = [];
    const submittable = {
      submit(connection: Connection) {
        // The typings say strings; the protocol and the driver want type OIDs.
        connection.parse({ name: "", text: sql, types: [...paramTypes] as unknown as string[] }, true);
        connection.describe({ type: "S", name: "" }, true);
        connection.sync();
      },
      handleParameterDescription(message: { dataTypeIDs: number[] }) {
        params = [...message.dataTypeIDs];
      },
      handleRowDescription(message: { fields: { name: string; dataTypeID: number; dataTypeModifier: number }[] }) {
        columns = message.fields.map((field) => ({ name: field.name, type: field.dataTypeID, modifier: field.dataTypeModifier }));
      },
      handleReadyForQuery() {
        done();
        resolve({ ok: true, params, columns, rows: [] });
      },
      handleError(thrown: Error) {
        done();
        const error = readPgError(thrown);
        if (error === undefined) reject(thrown);
        else resolve({ ok: false, error });
      },
    };
    // `pg` forwards NoData and ParameterDescription only to connections, not to the active query.
    const { connection } = client as unknown as { connection: Connection };
    const onParams = (message: { dataTypeIDs: number[] }): void => submittable.handleParameterDescription(message);
    connection.on("parameterDescription", onParams);
    const done = (): void => void connection.off("parameterDescription", onParams);
    client.query(submittable as unknown as Submittable);
  });
}
