/** Hazards on a live database as lines: which table, how large, which step, what it is. */
import type { LiveHazard } from "../../model/migration.ts";
import { tableSizeWords } from "../../model/step-words.ts";
import type { Ink } from "../text/ink.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";

/** @param indent in front of every line */
export function liveHazardLines(hazards: readonly LiveHazard[], ink: Ink, indent: string): string[] {
  const rows = hazards.map((one) => [
    `${indent}${safeText(one.subject)}`,
    tableSizeWords(one),
    `step ${one.step}: ${safeText(one.code)}${one.big ? ", a big table" : ""}`,
  ]);
  return alignColumns(rows).map((line, at) => (hazards[at]?.big === true ? ink.careful(line) : line));
}
