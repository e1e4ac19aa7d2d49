/** A check constraint is proved by reading every row. */
import { blocksWriters, type HazardRule, validates, whoWaits } from "./rule.ts";

export const checkValidation: HazardRule = {
  code: "check-validation",
  why: "A new check constraint reads the whole table under ACCESS EXCLUSIVE to see that every row satisfies it.",
  remedy: "add it NOT VALID, then VALIDATE CONSTRAINT in a later transaction, which lets readers and writers through",
  online: true,
  examine: (touch, step) =>
    touch.work.includes("scan") && blocksWriters(touch) && validates(step, "check") ? `every row is read for the check; ${whoWaits(touch)}` : undefined,
};
