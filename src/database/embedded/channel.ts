/**
 * Requests to the worker thread and their replies. The thread is the only place that can be killed
 * while a statement loops, so time-outs and Ctrl-C live here.
 */
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { DatabaseError, ShadowDied } from "../../model/database.ts";
import { readPgError } from "../pg-error.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

interface WorkerReply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly died?: string;
}

/**
 * How much a function of the server must have run before V8 compiles it once more, for speed. V8's own
 * limit is meant for programs that stay: a shadow lives for seconds, and the second compilation took a
 * third of its time on two cores (`bench speed`). What runs as hot as this still gets compiled.
 */
const TIERING = "--wasm-tiering-budget=1000000000";

export interface Channel {
  /** @param timeoutMs 0 for no limit */
  request(operation: string, payload: unknown, timeoutMs: number): Promise<unknown>;
  /** Ends the thread at once; everything that waits is rejected. */
  terminate(reason: ShadowDied): Promise<void>;
}

/** Starts the thread. It does not keep the process alive while nothing waits for it. */
export function openChannel(): Channel {
  setFlagsFromString(TIERING);
  const worker = new Worker(new URL("./worker.js", import.meta.url), { stdout: true, stderr: true, execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let dead: ShadowDied | undefined;

  const settle = (id: number): Waiting | undefined => {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (entry?.timer !== undefined) clearTimeout(entry.timer);
    if (waiting.size === 0) worker.unref();
    return entry;
  };
  const die = (reason: ShadowDied): void => {
    dead ??= reason;
    for (const id of Array.from(waiting.keys())) settle(id)?.reject(dead);
  };
  worker.unref();
  worker.on("message", (reply: WorkerReply) => {
    if (reply.died !== undefined) {
      die(new ShadowDied("crashed", reply.died));
      void worker.terminate();
      return;
    }
    const entry = settle(reply.id);
    if (entry === undefined) return;
    if (reply.error === undefined) entry.resolve(reply.result);
    else entry.reject(pgFailure(reply.error));
  });
  worker.on("error", (error) => die(new ShadowDied("crashed", error.message)));
  worker.on("exit", () => die(new ShadowDied("terminated", "the embedded server was stopped")));

  const terminate = async (reason: ShadowDied): Promise<void> => {
    die(reason);
    await worker.terminate();
  };
  return {
    terminate,
    request: (operation, payload, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) {
          reject(dead);
          return;
        }
        const id = next++;
        const timer =
          timeoutMs === 0
            ? undefined
            : setTimeout(() => void terminate(new ShadowDied("timeout", `the embedded server did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        worker.ref();
        worker.postMessage({ id, operation, payload });
      }),
  };
}

function pgFailure(thrown: unknown): Error {
  const error = readPgError(thrown);
  return error === undefined ? new ShadowDied("crashed", "the embedded server sent an error without SQLSTATE") : new DatabaseError(error);
}
