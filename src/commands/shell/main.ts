/** Runs the command line once: command, failure, exit code, and an orderly end of the streams. */
import { run, settings } from "@oclif/core";
import { EXIT } from "../../model/error.ts";
import { arrangeArguments, outputFlags } from "./global-flags.ts";
import { interruptSignal, listenForInterrupts } from "./interrupt.ts";
import { reportFailure } from "./report-failure.ts";

/**
 * Never returns normally: the process ends with the command's exit code.
 *
 * @param packageRoot folder with package.json and oclif.manifest.json
 */
export async function main(argv: readonly string[], packageRoot: string): Promise<void> {
  // Sources are never loaded in place of dist/, also where NODE_ENV says "test".
  settings.enableAutoTranspile = false;
  const output = outputFlags(argv);
  const fail = (error: unknown): void => {
    // What fails while an interrupt cleans up is a consequence, not news.
    if (!interruptSignal.aborted) process.exitCode = reportFailure(error, output);
  };
  ignoreClosedPipes();
  listenForInterrupts();
  process.on("uncaughtException", (error) => {
    fail(error);
    if (!interruptSignal.aborted) process.exit();
  });
  try {
    // Only what is shipped here runs: oclif would load plugins that the home directory names.
    await run(arrangeArguments(argv), { root: packageRoot, userPlugins: false });
  } catch (error) {
    fail(error);
  }
  await flushed(process.stdout);
  await flushed(process.stderr);
  // An interrupt ends the process itself, after its cleanups.
  if (!interruptSignal.aborted) process.exit(process.exitCode ?? EXIT.fine);
}

/** `selecto ... | head -1` closes the pipe early: nothing to say, and the answer's exit code stays. */
function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write("", () => resolve()));
}
