/**
 * Transcripts kept as files below `goldens/`.
 *
 *   UPDATE=1 npm test -- test/cli      writes what comes out as the new expectation: read the diff
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { Stage } from "./stage.ts";

const FOLDER = join(import.meta.dirname, "goldens");

/** Compares the transcript of a stage with its golden. */
export function expectGolden(name: string, stage: Stage): void {
  const file = join(FOLDER, `${name}.txt`);
  const transcript = stage.transcript();
  if (process.env["UPDATE"] === "1") writeFileSync(file, transcript);
  expect(transcript).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
}
