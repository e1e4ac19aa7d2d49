/** The part of the screen of `domain validate --fix` that tells what was mended, and what is left to somebody. */
import type { FixedDomain } from "../../model/fixed-domains.ts";
import type { ValidatedDomains } from "../../model/validated-domains.ts";
import type { RenderOptions } from "../options.ts";
import { inkOf } from "../text/ink.ts";
import { safeText } from "../text/safe-text.ts";
import { diffText, paintDiffLine } from "../text/text-diff.ts";
import { wrapText } from "../text/width.ts";
import { countOf } from "../text/words.ts";

const DIFF_LINES = 60;

export function fixedLines({ files, dryRun }: NonNullable<ValidatedDomains["fixed"]>, options: RenderOptions): string[] {
  if (files.length === 0) return ["nothing to mend in what can be mended here", ""];
  return files.flatMap((one) => [...fileLines(one, dryRun, options), ""]);
}

function fileLines({ name, file, fixed, open, before, after }: FixedDomain, dryRun: boolean, options: RenderOptions): string[] {
  const ink = inkOf(options);
  const { width, all } = options;
  const title =
    fixed.length === 0
      ? `nothing was written into ${file}`
      : `${countOf(fixed.length, "repair")}, ${dryRun ? "would be written into" : "written into"} ${file}`;
  return [
    ink.strong(safeText(`${name}  ${title}`)),
    ...fixed.flatMap(({ place, way, because }) => wrapText(safeText(`${place}: ${way}; ${because}`), width, 2, 4)),
    ...(before === after ? [] : diffText(before, after, { context: 1, limit: DIFF_LINES, all: all === true }).map((line) => `    ${paintDiffLine(line, ink)}`)),
    ...open.flatMap(({ place, ways, reason }) => [
      ...wrapText(ink.careful(safeText(`left to you: ${place}${reason === undefined ? "" : `: ${reason}`}`)), width, 2, 4),
      ...ways.flatMap((way) => wrapText(safeText(`- ${way}`), width, 4, 6)),
    ]),
  ];
}
