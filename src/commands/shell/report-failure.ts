/** Prints a failure: three lines on stderr, or one JSON object on stdout. */
import { createColors } from "picocolors";
import type { ExitCode } from "../../model/error.ts";
import { readTerminal } from "../terminal.ts";
import { describeFailure, stackFrames } from "./failure.ts";

export interface FailureOutput {
  readonly json: boolean;
  readonly noColor: boolean;
  /** the command's name as typed */
  readonly command?: string;
}

/** @returns the exit code of the failure */
export function reportFailure(error: unknown, output: FailureOutput): ExitCode {
  const { label, ...failure } = describeFailure(error, output.command);
  if (output.json) {
    const { code, what, why, next, exit } = failure;
    // The published form `output/error`, written without the schemas: they are not loaded for a start.
    process.stdout.write(`${JSON.stringify({ format: "selecto.error", version: 1, error: { code, what, why, next, exit } }, null, 2)}\n`);
  } else {
    const { messageColor } = readTerminal({
      noColor: output.noColor,
      quiet: false,
      env: process.env,
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
    });
    const { red, dim } = createColors(messageColor);
    process.stderr.write(
      `${red(`${label}:`)}${label === "bug" ? "  " : ""} ${failure.what}\n${dim("why:")}   ${failure.why}\n${dim("next:")}  ${failure.next}\n`,
    );
  }
  if (process.env["SELECTO_DEBUG"]) process.stderr.write(`${stackFrames(error)}\n`);
  return failure.exit;
}
