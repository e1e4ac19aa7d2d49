/** A line of source with a caret under the column that PostgreSQL pointed at. */
import { safeSourceLine } from "./safe-text.ts";
import { displayWidth } from "./width.ts";

export interface SourceLine {
  /** `           5 | SELECT u.email` */
  readonly source: string;
  /** `             |        ^` */
  readonly caret: string;
}

const INDENT = 10;
const MARK = "…";

/**
 * @param column 1-based, in UTF-16 code units of the line as it stands in the file
 * @param width columns to stay within; a longer line is shown around the caret
 */
export function renderSourceLine(line: string, number: number, column: number, width: number): SourceLine {
  const gutter = number.toString().padStart(2);
  const indent = " ".repeat(INDENT);
  const room = Math.max(30, width - INDENT - gutter.length - 3);
  const offset = Math.min(Math.max(0, column - 1), line.length);
  const { before, after } = cutAround(safeSourceLine(line.slice(0, offset)), safeSourceLine(line.slice(offset)).trimEnd(), room);
  return {
    source: `${indent}${gutter} | ${before}${after}`.trimEnd(),
    caret: `${indent}${" ".repeat(gutter.length)} | ${" ".repeat(displayWidth(before))}^`,
  };
}

/** Takes away from both ends what does not fit, at least a third of the room staying after the caret. */
function cutAround(before: string, after: string, room: number): { before: string; after: string } {
  if (displayWidth(before) + displayWidth(after) <= room) return { before, after };
  const left = displayWidth(before) <= Math.floor((room * 2) / 3) ? before : MARK + takeEnd(before, Math.floor(room / 2));
  const rest = room - displayWidth(left);
  return { before: left, after: displayWidth(after) <= rest ? after : takeStart(after, rest - 1) + MARK };
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function takeStart(text: string, width: number): string {
  return take(graphemesOf(text), width, (taken, char) => taken + char);
}

function takeEnd(text: string, width: number): string {
  return take(graphemesOf(text).toReversed(), width, (taken, char) => char + taken);
}

function take(chars: readonly string[], width: number, add: (taken: string, char: string) => string): string {
  let taken = "";
  let used = 0;
  for (const char of chars) {
    used += displayWidth(char);
    if (used > width) break;
    taken = add(taken, char);
  }
  return taken;
}
