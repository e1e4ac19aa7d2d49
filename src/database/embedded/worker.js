// The thread in which the embedded PostgreSQL lives. Plain JavaScript, because a worker thread is
// loaded by Node itself, in tests too. It knows the wire protocol and nothing of selecto's purpose:
// statements in, replies out. Whoever owns the thread owns time-outs, since a statement that loops
// inside WebAssembly blocks every timer of this thread.
//
// A crashed server answers with empty success. So every chunk of work ends with a nonce, and a reply
// without it is reported as `died`, never as an answer.
import { parentPort, workerData } from "node:worker_threads";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { PGlite, protocol } from "@electric-sql/pglite";
import { Filled, makeImage, ontoDisk } from "./image-files.js";

const CHUNK = 256;
const asText = (value) => value;
/** int8 and numeric as text, as the pg driver gives them: JavaScript numbers would lose digits. */
const parsers = { 20: asText, 1700: asText, 1082: asText, 1114: asText, 1184: asText };

/**
 * The server clears all of its buffers before it starts: PostgreSQL's usual 128 MB took a third of that time.
 * Rows come in the order of the table whatever its size against the buffers.
 */
const START = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB", "-c", "synchronize_seqscans=off"];
/** What dies with its memory need not survive a torn page. */
const START_IN_MEMORY = [...START, "-c", "full_page_writes=off"];

class Died extends Error {}

let server;

async function open({ image, dataDir, extensions, compiled }) {
  const loaded = {};
  for (const { module, exported } of extensions) loaded[exported] = (await import(`@electric-sql/pglite/contrib/${module}`))[exported];
  const files = image === undefined ? undefined : await readFile(image);
  if (dataDir !== undefined && files !== undefined) ontoDisk(dataDir, files);
  server = await PGlite.create({
    ...(dataDir !== undefined ? { dataDir } : files !== undefined && { fs: new Filled(files) }),
    extensions: loaded,
    ...(compiled !== undefined && { pgliteWasmModule: compiled }),
    startParams: dataDir === undefined ? START_IN_MEMORY : START,
    relaxedDurability: dataDir === undefined,
  });
  const [row] = (await server.query("select current_setting('server_version') as version")).rows;
  if (row === undefined) throw new Died("the embedded server did not answer after its start");
  return { version: row.version };
}

function errorValue(error) {
  const { code, message, position, detail, hint, where, schema, table, column, constraint } = error;
  return { code, message, position, detail, hint, where, schema, table, column, constraint };
}

/** Sends raw messages and returns the replies, one per ReadyForQuery. */
async function converse(parts) {
  const raw = await server.execProtocolRaw(new Uint8Array(Buffer.concat(parts)), { syncToFs: false });
  const replies = [];
  let current = fresh();
  new protocol.Parser().parse(raw, (message) => {
    switch (message.name) {
      case "parameterDescription":
        current.params = [...message.dataTypeIDs];
        break;
      case "rowDescription":
        current.columns = message.fields.map((field) => ({ name: field.name, type: field.dataTypeID, modifier: field.dataTypeModifier }));
        current.rows = [];
        break;
      case "dataRow":
        current.rows.push(message.fields);
        break;
      case "error":
        current.error ??= errorValue(message);
        break;
      case "readyForQuery":
        replies.push(current);
        current = fresh();
        break;
      default:
        break;
    }
  });
  return replies;
}

const fresh = () => ({ params: [], columns: [], rows: [], error: undefined });

function encode(ask) {
  if (ask.kind === "run") return [protocol.serialize.query(ask.sql)];
  return [protocol.serialize.parse({ text: ask.sql, types: ask.paramTypes ?? [] }), protocol.serialize.describe({ type: "S" }), protocol.serialize.sync()];
}

/** True for the nonce itself, and for the refusal of a server that is alive inside an aborted transaction. */
const isAlive = (reply, nonce) => reply !== undefined && (reply.columns[0]?.name === nonce || reply.error?.code === "25P02");

async function batch(asks) {
  const replies = [];
  for (let start = 0; start < asks.length; start += CHUNK) {
    const chunk = asks.slice(start, start + CHUNK);
    const nonce = `alive_${randomUUID()}`;
    const parts = [...chunk, { kind: "describe", sql: `select 1 as "${nonce}"` }].flatMap(encode);
    const answered = await converse(parts);
    if (answered.length !== chunk.length + 1 || !isAlive(answered.at(-1), nonce)) throw new Died("the embedded server stopped answering");
    replies.push(...answered.slice(0, -1));
  }
  return replies;
}

async function proveAlive() {
  const nonce = `alive_${randomUUID()}`;
  const [reply] = await converse(encode({ kind: "describe", sql: `select 1 as "${nonce}"` }));
  if (!isAlive(reply, nonce)) throw new Died("the embedded server stopped answering");
}

const operations = {
  open,
  batch: ({ asks }) => batch(asks),
  async query({ sql, params }) {
    const result = await server.query(sql, params, { parsers });
    await proveAlive();
    return { rows: result.rows, affected: result.affectedRows ?? null };
  },
  async exec({ sql }) {
    const results = await server.exec(sql, { parsers });
    await proveAlive();
    const last = results.at(-1);
    return { rows: last?.rows ?? [], affected: last?.affectedRows ?? null };
  },
  async pack({ folder }) {
    // The log holds how the databases were made: it goes on in a new file, and only that one is needed after the server has ended.
    await server.exec("select pg_switch_wal(); checkpoint");
    const [{ log }] = (await server.query("select pg_walfile_name(pg_current_wal_lsn()) as log")).rows;
    await server.close();
    return makeImage(folder, log);
  },
  async observe({ args }) {
    const { pgDump } = await import("@electric-sql/pglite-tools/pg_dump");
    try {
      // It puts the search_path back at its end and cannot spell an empty one, which dumps leave behind.
      await server.exec("set search_path = pg_catalog");
      return await (await pgDump({ pg: server, args })).text();
    } catch {
      return undefined;
    } finally {
      // It leaves its read-only transaction open and its own settings in the session.
      await server.exec("rollback");
      await server.exec("reset all");
      await proveAlive();
    }
  },
  async close() {
    await server?.close();
    return undefined;
  },
};

parentPort.on("message", async ({ id, operation, payload }) => {
  try {
    parentPort.postMessage({ id, result: await operations[operation](payload) });
  } catch (error) {
    const isPg = typeof error?.code === "string" && /^[0-9A-Z]{5}$/.test(error.code);
    if (isPg && operation !== "open" && operation !== "close") {
      // An error can be the crash itself: only a server that still answers may be quoted.
      const alive = await proveAlive().then(
        () => true,
        () => false,
      );
      if (alive) {
        parentPort.postMessage({ id, error: errorValue(error) });
        return;
      }
    }
    parentPort.postMessage({ id, died: error instanceof Error ? error.message : String(error) });
  }
});
if (workerData?.greet) parentPort.postMessage({ ready: true });
