/** A PostgreSQL server behind the {@link Database} interface, through `pg`. */
import type { Client as PgClient, Connection, Submittable } from "pg";
import { DatabaseError, type Ask, type Database, type PoolClientLike, type Reply, type ResultColumn, type Row } from "../model/database.ts";
import { SelectoError } from "../model/error.ts";
import { connectServer, disconnect, type ConnectOptions } from "./connect.ts";
import { readPgError } from "./pg-error.ts";

export type ServerOptions = ConnectOptions;

/** The driver's message when `answerTimeoutMs` is over. */
const LATE = "Query read timeout";

/**
 * Connects to a server.
 *
 * @throws SelectoError when it cannot be reached or refuses; the text never holds the password
 */
export async function openServer(url: string, options: ServerOptions = {}): Promise<Database> {
  const { client, version } = await connectServer(url, options);
  const close = (): Promise<void> => disconnect(client);

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

/** Runs a driver call and turns PostgreSQL's errors into {@link DatabaseError}, lost connections into {@link SelectoError}. */
async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const error = readPgError(thrown);
    if (error !== undefined) throw new DatabaseError(error);
    if (thrown instanceof SelectoError) throw thrown;
    if (thrown instanceof Error && thrown.message === LATE) {
      throw new SelectoError({
        code: "database-silent",
        what: "the database does not answer any more",
        why: "it was given two minutes for one question about its catalog",
        next: "see what it is busy with (pg_stat_activity), then run the command again",
      });
    }
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
      const result = await attempt(() => client.query<Row>(typeof text === "string" ? { text, ...(values !== undefined && { values }) } : text));
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
