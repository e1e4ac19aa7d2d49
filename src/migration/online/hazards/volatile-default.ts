/** A column whose value differs from row to row is written into every row at once. */
import { does, type HazardRule } from "./rule.ts";

export const volatileDefault: HazardRule = {
  code: "volatile-default",
  why: "A new column whose default is another value for every row (gen_random_uuid(), random(), a sequence, a generated column) makes PostgreSQL write the whole table anew, while nobody can read or write it.",
  remedy: "add the column without the default, set the default, fill the rows in batches",
  online: true,
  examine: (touch, step) =>
    touch.work.includes("rewrite") && does(step, "add-column")
      ? "every row gets a value of its own, so the whole table is written anew; readers and writers wait"
      : undefined,
};
