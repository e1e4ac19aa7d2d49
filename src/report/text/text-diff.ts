/** Two texts as a unified diff: the changed lines with a little around them. */
import { structuredPatch } from "diff";
import type { Ink } from "./ink.ts";
import { safeLines } from "./safe-text.ts";
import { cut, moreText } from "./words.ts";

export interface TextDiffOptions {
  /** unchanged lines around a change */
  readonly context: number;
  /** lines to show at most; the rest is counted */
  readonly limit?: number;
  readonly all?: boolean | undefined;
}

/** Lines that start with `- `, `+ ` or two spaces, safe to print; `...` between separate places. */
export function diffText(before: string, after: string, { context, limit, all }: TextDiffOptions): string[] {
  const patch = structuredPatch("", "", plainLines(before), plainLines(after), undefined, undefined, { context });
  const lines = patch.hunks.flatMap((hunk, at) => [
    ...(at > 0 && context > 0 ? ["  ..."] : []),
    ...hunk.lines.filter((line) => !line.startsWith("\\")).map((line) => `${line[0] ?? " "} ${line.slice(1)}`.trimEnd()),
  ]);
  const { shown, hidden } = cut(lines, limit ?? lines.length, all);
  return hidden === 0 ? [...shown] : [...shown, moreText(hidden, "lines")];
}

/** Line ends are not what a reader wants to see: all are LF, the last one included. */
function plainLines(text: string): string {
  return text === "" ? "" : `${safeLines(text.replace(/\r?\n$/, "")).join("\n")}\n`;
}

/** Paints a line of {@link diffText}. */
export function paintDiffLine(line: string, ink: Ink): string {
  if (line.startsWith("+")) return ink.added(line);
  return line.startsWith("-") ? ink.removed(line) : ink.faint(line);
}
