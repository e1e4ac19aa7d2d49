/** The embedded PostgreSQL behind the {@link Database} interface. */
import { z } from "zod";
import { ShadowDied, type Ask, type Database, type PgError, type PoolClientLike, type Reply, type Row } from "../../model/database.ts";
import { SelectoError } from "../../model/error.ts";
import { DUMPED } from "../pg-dump.ts";
import { readPgError } from "../pg-error.ts";
import { openChannel } from "./channel.ts";
import { compiledServer } from "./compiled.ts";
import { extensionModules } from "./extensions.ts";
import { embeddedImage } from "./image.ts";
import { observeInParts } from "./observe.ts";

export interface EmbeddedOptions {
  /** SQL names of extensions to have at hand; unknown ones are ignored */
  readonly extensions?: readonly string[];
  /** limit of one request in milliseconds; default 30,000; 0 for none */
  readonly timeoutMs?: number;
  /** folder of a lasting database; without it everything lives in memory. Callers hold its lock (see `lasting.ts`). */
  readonly dataDir?: string;
  /** the folder is new and gets the empty image */
  readonly initialise?: boolean;
}

const rowsReply = z.object({ rows: z.array(z.record(z.string(), z.unknown())), affected: z.number().nullable() });
const batchReply = z.array(
  z.object({
    params: z.array(z.number()),
    columns: z.array(z.object({ name: z.string(), type: z.number(), modifier: z.number() })),
    rows: z.array(z.array(z.string().nullable())),
    error: z.unknown().optional(),
  }),
);

/**
 * Starts an embedded PostgreSQL (a fraction of a second).
 *
 * @throws SelectoError when it cannot start at all
 */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<Database> {
  const { extensions = [], timeoutMs = 30_000, dataDir, initialise = true } = options;
  const image = initialise ? await embeddedImage() : undefined;
  const channel = openChannel();
  const stop = (): Promise<void> => channel.terminate(new ShadowDied("terminated", "the embedded server was closed"));
  let version: string;
  try {
    const opened = await channel.request("open", { image, dataDir, extensions: extensionModules(extensions), compiled: await compiledServer() }, 120_000);
    version = z.object({ version: z.string() }).parse(opened).version;
  } catch (cause) {
    await stop();
    throw new SelectoError(
      {
        code: "embedded-start",
        what: "the embedded PostgreSQL did not start",
        why: cause instanceof Error ? cause.message : "unknown reason",
        next: "free some memory (it needs about 300 MB) or name a server with shadow.url in selecto.config.yaml",
      },
      { cause },
    );
  }

  const rows = async (operation: "query" | "exec", payload: unknown): Promise<{ rows: Row[]; affected: number | null }> =>
    rowsReply.parse(await channel.request(operation, payload, timeoutMs));
  const database: Database = {
    engine: { kind: "embedded", version, major: Number.parseInt(version, 10) },
    async query<R extends Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
      return (await rows("query", { sql, params: [...params] })).rows as R[];
    },
    async exec(sql) {
      await rows("exec", { sql });
    },
    async batch(asks: readonly Ask[]): Promise<Reply[]> {
      if (asks.length === 0) return [];
      return batchReply.parse(await channel.request("batch", { asks }, timeoutMs)).map(toReply);
    },
    observe: () =>
      observeInParts({
        query: (sql) => database.query(sql),
        // its questions are fixed, and many for a large schema: the limit of one statement is not theirs
        dump: async (args) =>
          z
            .string()
            .optional()
            .parse(await channel.request("observe", { args: [...DUMPED, ...args] }, timeoutMs * 10)),
      }),
    connect: () => Promise.resolve(poolClient()),
    async close() {
      // a database in memory ends with its thread
      if (dataDir !== undefined) await channel.request("close", {}, 10_000).catch(() => undefined);
      await stop();
    },
  };
  const poolClient = (): PoolClientLike => ({
    async query(text, values) {
      const sql = typeof text === "string" ? text : text.text;
      const params = values ?? (typeof text === "string" ? [] : (text.values ?? []));
      const result = params.length === 0 ? await rows("exec", { sql }) : await rows("query", { sql, params });
      return { rows: result.rows, rowCount: result.affected ?? result.rows.length };
    },
    release: () => undefined,
  });
  return database;
}

function toReply(reply: z.infer<typeof batchReply>[number]): Reply {
  if (reply.error !== undefined) return { ok: false, error: readPgError(reply.error) ?? unreadable() };
  return { ok: true, params: reply.params, columns: reply.columns, rows: reply.rows };
}

function unreadable(): PgError {
  return { sqlstate: "XX000", message: "the embedded server sent an error that could not be read" };
}
