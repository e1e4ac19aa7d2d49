/** NOT NULL is proved by reading every row. */
import { blocksWriters, does, type HazardRule, validates, whoWaits } from "./rule.ts";

export const notNullScan: HazardRule = {
  code: "not-null-scan",
  why: "SET NOT NULL reads the whole table under ACCESS EXCLUSIVE to see that no row has a NULL. A check constraint that is validated already makes the reading unnecessary.",
  remedy: "add CHECK (column IS NOT NULL) NOT VALID, validate it, SET NOT NULL, drop the check",
  online: true,
  examine: (touch, step) =>
    touch.work.includes("scan") && blocksWriters(touch) && (does(step, "set-not-null") || validates(step, "not-null"))
      ? `every row is read for NULLs; ${whoWaits(touch)}`
      : undefined,
};
