/** A foreign key looks at all rows and holds both tables. */
import { blocksWriters, type HazardRule, validates } from "./rule.ts";

export const foreignKey: HazardRule = {
  code: "foreign-key",
  why: "A new foreign key is checked for every row at once, under a SHARE ROW EXCLUSIVE lock on both tables: nobody writes to either until the last row was looked up.",
  remedy: "add it NOT VALID, which holds the locks for a moment, and VALIDATE CONSTRAINT in a later transaction, which lets writers through",
  online: true,
  examine(touch, step) {
    if (!validates(step, "foreign-key") || !blocksWriters(touch) || !step.touches.some(({ work }) => work.includes("scan"))) return undefined;
    return touch.work.includes("scan")
      ? "every row is looked up in the other table; writers of both wait"
      : "writers wait while the rows that refer to it are looked up";
  },
};
