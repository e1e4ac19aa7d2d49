/** One statement changes the rows of a whole table. */
import { does, type HazardRule } from "./rule.ts";

export const longUpdate: HazardRule = {
  code: "long-update",
  why: "An UPDATE or DELETE over a table that was there before keeps every row it changed locked until the migration commits, and leaves as many dead rows behind at once.",
  remedy: "let the step run in batches: put the line `-- selecto: batches of 5000 by id` above it",
  online: true,
  examine: (touch, step) =>
    step.mode !== "batches" && touch.work.includes("scan") && touch.lock === "row exclusive" && (does(step, "update") || does(step, "delete"))
      ? "the rows it changes stay locked until the migration commits"
      : undefined,
};
