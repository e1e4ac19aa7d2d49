/** The first lines of an answer: what was compared with what. */
import type { StateOrigin } from "../../model/snapshot.ts";
import type { Ink } from "./ink.ts";
import { safeText } from "./safe-text.ts";
import { displayWidth } from "./width.ts";

/** A state in words; a described change stands on the state before it. */
export function originText(origin: StateOrigin): string {
  return origin.kind === "script" ? `the same with ${safeText(origin.text)}` : safeText(origin.text);
}

/** One line where both fit, otherwise two. */
export function renderOrigins(from: StateOrigin, to: StateOrigin, ink: Ink, width: number, words: readonly [string, string] = ["from", "to"]): string[] {
  const [left, right] = [originText(from), originText(to)];
  const [first, second] = words;
  const gap = "         ";
  const indent = Math.max(first.length, second.length) + 2;
  if (displayWidth(left) + displayWidth(right) + first.length + second.length + gap.length + 4 <= width) {
    return [`${ink.faint(first)}  ${left}${gap}${ink.faint(second)}  ${right}`];
  }
  return [`${ink.faint(first.padEnd(indent))}${left}`, `${ink.faint(second.padEnd(indent))}${right}`];
}
