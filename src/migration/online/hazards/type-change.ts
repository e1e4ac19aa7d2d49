/** A column gets another type. */
import { does, type HazardRule, whoWaits } from "./rule.ts";

export const typeChange: HazardRule = {
  code: "type-change",
  why: "Another type of a column mostly means other bytes in every row: PostgreSQL writes the table and its indexes anew, or at least reads all rows, while nobody can read or write it. A wider varchar or numeric costs nothing.",
  remedy: "add a column of the new type, copy the values in batches, let the application write both, then switch and drop the old one",
  online: false,
  examine(touch, step) {
    if (touch.work.length === 0 || !does(step, "alter-type")) return undefined;
    const work = touch.work.includes("rewrite")
      ? "the whole table is written anew"
      : touch.work.includes("index")
        ? "indexes are built anew"
        : "every row is read";
    return `${work} for the other type; ${whoWaits(touch)}`;
  },
};
