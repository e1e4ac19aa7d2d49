/**
 * Ctrl-C and its relatives: cleanups run, then the process ends with the code the shell expects. A
 * second signal ends it at once.
 */
type Cleanup = () => Promise<void> | void;

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const CLEANUP_LIMIT_MS = 5_000;

const controller = new AbortController();
const cleanups = new Set<Cleanup>();

/** Aborts when the user wants out; operations that wait for the world take it. */
export const interruptSignal: AbortSignal = controller.signal;

/** Runs `cleanup` when the process is interrupted, last registered first. @returns call it when there is nothing to clean up any more */
export function onInterrupt(cleanup: Cleanup): () => void {
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Listens to the signals. Call it once per process. */
export function listenForInterrupts(): void {
  for (const [signal, code] of Object.entries(CODES)) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort();
      void cleanUp().then(() => {
        process.stderr.write("interrupted\n");
        process.exit(code);
      });
    });
  }
}

async function cleanUp(): Promise<void> {
  const limit = new Promise<void>((resolve) => void setTimeout(resolve, CLEANUP_LIMIT_MS));
  const all = (async () => {
    for (const cleanup of [...cleanups].toReversed()) {
      // One failing cleanup must not keep the next from running.
      await Promise.resolve()
        .then(cleanup)
        .catch(() => undefined);
    }
  })();
  await Promise.race([all, limit]);
}
