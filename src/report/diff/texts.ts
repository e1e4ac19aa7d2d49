/** Queries and domain files that differ, as unified diffs. */
import type { TextChange } from "../../model/state-diff.ts";
import type { RenderOptions } from "../options.ts";
import type { Ink } from "../text/ink.ts";
import { showPlace } from "../text/names.ts";
import { safeText } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";

const LINES = 40;
const SIGNS: Readonly<Record<TextChange["verb"], string>> = { add: "+", drop: "-", alter: "~" };

export function textLines(word: string, changes: readonly TextChange[], ink: Ink, options: RenderOptions): string[] {
  const paint: Readonly<Record<TextChange["verb"], (text: string) => string>> = { add: ink.added, drop: ink.removed, alter: ink.careful };
  return changes.flatMap((change) => [
    `${paint[change.verb](`${SIGNS[change.verb]} ${word} ${safeText(change.name)}`)}  ${ink.place(showPlace(change.position))}`,
    ...bodyOf(change, options).map((line) => `    ${paintDiffLine(line, ink)}`),
  ]);
}

/** A new or former text is in its file; only what is different about one that stays is shown. */
function bodyOf({ verb, before, after }: TextChange, { all }: RenderOptions): string[] {
  if (verb !== "alter" && all !== true) return [];
  return diffText(before ?? "", after ?? "", { context: 2, limit: LINES, all });
}
