/** The three lines in which a command fails: what, why, what next. */
import { expect } from "@jest/globals";
import type { CliResult } from "../support/run-cli.ts";

export interface FailureLines {
  readonly exit: number;
  readonly error: string;
  readonly why: string;
  readonly next: string;
}

const NOTE = /^using [^\n]+; keep it: selecto init$/;

/** Reads a failure. Everything else on the two streams fails the test: an answer, a stack, a fourth line. */
export function failureLines({ stdout, stderr, exit }: CliResult): FailureLines {
  expect(stdout).toBe("");
  const lines = stderr.split("\n").filter((line) => !NOTE.test(line));
  expect(lines).toEqual([expect.stringMatching(/^error: \S/), expect.stringMatching(/^why: {3}\S/), expect.stringMatching(/^next: {2}\S/), ""]);
  const [error = "", why = "", next = ""] = lines.map((line) => line.slice(7));
  return { exit, error, why, next };
}
