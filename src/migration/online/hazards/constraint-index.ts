/** A unique or primary key builds its index while it holds the table. */
import { blocksWriters, type HazardRule, validates, whoWaits } from "./rule.ts";

export const constraintIndex: HazardRule = {
  code: "constraint-index",
  why: "A new primary key, unique or exclusion constraint builds its index under ACCESS EXCLUSIVE: nobody reads or writes the table until the index is complete.",
  remedy: "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX (an exclusion constraint has no such way)",
  online: true,
  examine: (touch, step) =>
    touch.work.includes("index") && blocksWriters(touch) && (validates(step, "unique") || validates(step, "primary-key") || validates(step, "exclusion"))
      ? `its index is built from every row; ${whoWaits(touch)}`
      : undefined,
};
