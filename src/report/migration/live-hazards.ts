/** Hazards on a live database as lines: which table, how large, what it is, in which steps. */
import { groupBy } from "../../model/group-by.ts";
import type { LiveHazard } from "../../model/migration.ts";
import { tableSizeWords } from "../../model/step-words.ts";
import type { Ink } from "../text/ink.ts";
import { safeText } from "../text/safe-text.ts";
import { alignColumns } from "../text/width.ts";
import { joinAnd } from "../text/words.ts";

/** @param indent in front of every line */
export function liveHazardLines(hazards: readonly LiveHazard[], ink: Ink, indent: string): string[] {
  const rows = [...groupBy(hazards, ({ migration, subject }) => JSON.stringify([migration, subject])).values()].flatMap((ofTable) =>
    [...groupBy(ofTable, ({ code }) => code).values()].map((those, at) => {
      const [one] = those;
      if (one === undefined) return { cells: [], big: false };
      const big = those.some((hazard) => hazard.big);
      const what = `${safeText(one.code)} in ${those.length === 1 ? "step" : "steps"} ${joinAnd(those.map(({ step }) => `${step}`))}${big ? ", a big table" : ""}`;
      return { cells: [`${indent}${at === 0 ? safeText(one.subject) : ""}`, at === 0 ? tableSizeWords(one) : "", what], big };
    }),
  );
  return alignColumns(rows.map(({ cells }) => cells)).map((line, at) => (rows[at]?.big === true ? ink.careful(line) : line));
}
