/** How far the evaluator follows code before it gives up, and what it says then. Knows no syntax. */
import type { ElixirValue } from "./value.ts";

/** Evaluations of one root: enough for any domain, a stop for what runs away. */
export const MAX_STEPS = 300_000;
export const MAX_CALLS = 40;
export const TOO_MUCH = "it is too much to compute";
export const TOO_OFTEN = "calls itself too often";

/** Ends loops that would go on without computing anything; caught where the evaluation began. */
export class Runaway extends Error {}

/** Whether a value is unread because computing it did not come to an end. */
export function isRunaway(value: ElixirValue): boolean {
  return value.kind === "unread" && (value.reason === TOO_MUCH || value.reason.endsWith(TOO_OFTEN));
}
